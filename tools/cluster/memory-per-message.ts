/**
 * node tools/cluster/memory-per-message.ts [messages]
 * Bytes of a master's memory for one message of 120 bytes with a UUID as clientId: stream, dedupe index and all else, the replica not counted.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asClientId, asMessageId, asRoomId, asUserId } from '@rookery/protocol';
import type { User } from '@rookery/protocol';
import { openRedisStore } from '../../apps/server/src/adapters/redis/open-store.ts';
import { startRedisCluster } from './redis-cluster.ts';

const count = Number(process.argv[2] ?? 100_000);
const chunk = 1_000;
const word = (): string => randomBytes(16).toString('base64url');
const dir = mkdtempSync(join(tmpdir(), 'rookery-memory-'));
const cluster = await startRedisCluster({ dir });
const store = await openRedisStore({ nodes: cluster.addresses, node: 'n1', clock: { now: () => Date.now() } });
try {
  const people: User[] = [];
  for (let index = 0; index < 20; index += 1) {
    const user: User = {
      id: asUserId(`u_${word()}`),
      username: `user${index}`,
      displayName: `User ${index}`,
      guest: true,
    };
    await store.directory.claimName(user, null);
    people.push(user);
  }
  const owner = people[0] as User;
  const id = asRoomId(`r_${word()}`);
  const room = {
    kind: 'room',
    id,
    name: 'room',
    topic: '',
    visibility: 'public',
    owner: owner.id,
    createdAt: Date.now(),
  } as const;
  await store.directory.createRoom(room, owner);
  for (const user of people) await store.directory.join(id, user, Date.now());
  const master = await cluster.masterOf(`{${id}}`);
  const used = async (): Promise<number> =>
    Number(/used_memory_dataset:(\d+)/.exec(String(await master.call('INFO', 'memory')))?.[1] ?? 0);
  const before = await used();
  for (let index = 0; index < count; index += chunk)
    await Promise.all(
      Array.from({ length: chunk }, (_, at) =>
        store.log.append({
          id: asMessageId(`m_${word()}`),
          conversation: id,
          author: people[at % people.length] as User,
          content: randomBytes(90).toString('base64').slice(0, 120),
          at: Date.now(),
          clientId: asClientId(randomUUID()),
          mentions: [],
        }),
      ),
    );
  console.log(`${((await used()) - before) / count} bytes a message (${count} messages)`);
} finally {
  await store.close();
  await cluster.stop();
  rmSync(dir, { recursive: true, force: true });
}
