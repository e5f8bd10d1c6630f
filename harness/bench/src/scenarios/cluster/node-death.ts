import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from '@rookery/client';
import type { Client } from '@rookery/client';
import { asRoomId } from '@rookery/protocol';
import type { Colony } from '@rookery/testkit/colony';
import type { Figure } from '../scenario.ts';
import { Visitor } from './visitor.ts';

const roomCount = 20;
const deadlineMs = 20_000;

type Member = { readonly client: Client; readonly room: number; seq: number; wholeAt: number };

/** A node with all the clients is killed while people write: when each of them is connected to the other one and has everything. */
export async function measureNodeDeath(colony: Colony, quick: boolean): Promise<Figure[]> {
  const [first, second] = colony.servers;
  if (!first || !second) throw new Error('this takes two nodes');
  const count = quick ? 100 : 1_000;
  await second.kill('SIGTERM');
  const host = await Visitor.arrive(`http://127.0.0.1:${first.port}`);
  const rooms: string[] = [];
  for (let index = 0; index < roomCount; index += 1)
    rooms.push(await host.createRoom(`node ${index} ${Math.random()}`));
  const members: Member[] = [];
  let broken = 0;
  for (let from = 0; from < count; from += 50)
    members.push(
      ...(await Promise.all(
        Array.from({ length: Math.min(50, count - from) }, async (_, offset) => {
          const client = createClient({ url: colony.url });
          const index = from + offset;
          await client.join(`n.${Math.random().toString(36).slice(2, 10)}`);
          await client.joinRoom(asRoomId(rooms[index % roomCount] ?? ''));
          const member: Member = { client, room: index % roomCount, seq: 0, wholeAt: Infinity };
          client.on('message', ({ seq }) => {
            if (member.seq !== 0 && seq !== member.seq + 1) broken += 1;
            member.seq = seq;
          });
          return member;
        }),
      )),
    );
  await second.start();
  const writer = await Visitor.arrive(`http://127.0.0.1:${second.port}`);
  const heads = rooms.map(() => 0);
  for (const room of rooms) await writer.ask('room:join', { room });
  const write = async (): Promise<void> => {
    await Promise.all(
      rooms.map(async (room, index) => {
        const answer = await writer.ask('message:room', { room, content: 'said' });
        if (answer.ok) heads[index] = Math.max(heads[index] ?? 0, answer['seq'] as number);
      }),
    );
  };
  await write();
  await pause(1_000);
  const killedAt = performance.now();
  await first.kill('SIGKILL');
  // Said while they are away: they must catch up with it.
  for (let round = 0; round < 5; round += 1) {
    await write();
    await pause(100);
  }
  while (members.some(({ wholeAt }) => wholeAt === Infinity) && performance.now() < killedAt + deadlineMs) {
    for (const member of members) {
      if (member.wholeAt !== Infinity) continue;
      const isOnline = member.client.connection.get().state === 'online';
      if (isOnline && member.seq === heads[member.room]) member.wholeAt = performance.now();
    }
    await pause(20);
  }
  for (const { client } of members) client.close();
  host.leave();
  writer.leave();
  await first.start();
  if (broken > 0) throw new Error(`${broken} timelines had a gap, a repetition or a wrong order`);
  const times = members.map(({ wholeAt }) => (wholeAt - killedAt) / 1_000).toSorted((a, b) => a - b);
  const [p99 = Infinity, all = Infinity] = [times[Math.ceil(times.length * 0.99) - 1], times.at(-1)];
  return [
    {
      name: `node with ${count} clients killed: 99 % whole elsewhere`,
      value: p99,
      unit: 's',
      bar: '≤ 5',
      met: p99 <= 5,
    },
    { name: 'and all of them', value: all, unit: 's' },
  ];
}
