import { randomBytes, randomUUID } from 'node:crypto';
import { asClientId, asMessageId, asRoomId, asUserId } from '@rookery/protocol';
import type { User } from '@rookery/protocol';
import { newMessage } from '@rookery/server/contract-fixtures';
import { openRedisStore } from '@rookery/server/redis-store';
import type { Colony } from '@rookery/testkit/colony';
import type { Figure } from '../scenario.ts';

const chunk = 1_000;
const word = (): string => randomBytes(16).toString('base64url');

/** Of a master, for a message of 120 bytes with a UUID as clientId: stream, dedupe index and all else; the replica not counted. */
export async function measureMemory({ redis }: Colony, quick: boolean): Promise<Figure[]> {
  const count = quick ? 20_000 : 100_000;
  const store = await openRedisStore({ nodes: redis.addresses, node: 'bench', clock: { now: () => Date.now() } });
  try {
    const people = Array.from({ length: 20 }, (): User => {
      const username = word();
      return { id: asUserId(`u_${word()}`), username, displayName: username, guest: true, rev: 0 };
    });
    for (const user of people) await store.people.claimName(user, null);
    const [owner] = people as [User];
    const id = asRoomId(`r_${word()}`);
    const room = { kind: 'room', id, name: word(), topic: '', visibility: 'public', owner: owner.id } as const;
    await store.rooms.createRoom({ ...room, createdAt: Date.now() }, owner.id);
    for (const user of people) await store.membership.join(id, user.id, Date.now());
    const master = await redis.masterOf(`{${id}}`);
    const used = async (): Promise<number> =>
      Number(/used_memory_dataset:(\d+)/.exec(String(await master.call('INFO', 'memory')))?.[1] ?? 0);
    const before = await used();
    for (let index = 0; index < count; index += chunk)
      await Promise.all(
        Array.from({ length: chunk }, (_, at) =>
          store.log.append(
            newMessage(id, people[at % people.length] ?? owner, {
              id: asMessageId(`m_${word()}`),
              content: randomBytes(90).toString('base64').slice(0, 120),
              at: Date.now(),
              clientId: asClientId(randomUUID()),
            }),
          ),
        ),
      );
    const bytes = ((await used()) - before) / count;
    return [
      { name: 'Redis memory a message of 120 bytes', value: bytes, unit: 'bytes', bar: '≤ 260', met: bytes <= 260 },
    ];
  } finally {
    await store.close();
  }
}
