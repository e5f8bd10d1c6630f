import type { RedisNode } from './redis-node.ts';

/** Moves one slot with its keys from its master to another, as redis-cli does. */
export async function moveSlot(slot: number, from: RedisNode, to: RedisNode): Promise<void> {
  const [source, target] = [String(await from.call('CLUSTER', 'MYID')), String(await to.call('CLUSTER', 'MYID'))];
  await to.call('CLUSTER', 'SETSLOT', slot, 'IMPORTING', source);
  await from.call('CLUSTER', 'SETSLOT', slot, 'MIGRATING', target);
  for (;;) {
    const keys = (await from.call('CLUSTER', 'GETKEYSINSLOT', slot, 100)) as string[];
    if (keys.length === 0) break;
    const auth = to.password === undefined ? [] : ['AUTH', to.password];
    await from.call('MIGRATE', '127.0.0.1', to.port, '', 0, 5_000, ...auth, 'KEYS', ...keys);
  }
  await to.call('CLUSTER', 'SETSLOT', slot, 'NODE', target);
  await from.call('CLUSTER', 'SETSLOT', slot, 'NODE', target);
}
