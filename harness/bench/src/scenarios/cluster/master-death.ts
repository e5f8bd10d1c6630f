import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Colony } from '@rookery/testkit/colony';
import { quantile } from '../../crowd.ts';
import type { Figure } from '../scenario.ts';
import { Visitor } from './visitor.ts';

const roomCount = 60;
const writerCount = 6;
const betweenMs = 100;
const watchedMs = 12_000;

type Sent = { readonly room: string; readonly startedAt: number; readonly endedAt: number };

/** A Redis master is killed while 60 rooms are written to: when its rooms accept messages again, and what the others feel. */
export async function measureMasterDeath(colony: Colony): Promise<Figure[]> {
  const writers = await Promise.all(Array.from({ length: writerCount }, () => Visitor.arrive(colony.url)));
  const rooms: { readonly id: string; readonly master: string; readonly writer: Visitor }[] = [];
  for (let index = 0; index < roomCount; index += 1) {
    const writer = writers[index % writerCount];
    if (!writer) continue;
    const id = await writer.createRoom(`master ${index} ${Math.random()}`);
    rooms.push({ id, master: (await colony.redis.masterOf(`{${id}}`)).address, writer });
  }
  const victim = await colony.redis.masterOf(`{${rooms[0]?.id ?? ''}}`);
  const sent: Sent[] = [];
  let isOver = false;
  const loops = rooms.map(async ({ id, writer }, index) => {
    await pause((index * betweenMs) / roomCount);
    while (!isOver) {
      const startedAt = performance.now();
      const message = { room: id, content: 'x', clientId: randomUUID() };
      while (!(await writer.ask('message:room', message)).ok) await pause(100);
      sent.push({ room: id, startedAt, endedAt: performance.now() });
      await pause(betweenMs);
    }
  });
  await pause(3_000);
  const killedAt = performance.now();
  await victim.kill('SIGKILL');
  await pause(watchedMs);
  isOver = true;
  await Promise.all(loops);
  for (const writer of writers) writer.leave();
  await victim.start();
  await colony.redis.healthy(30_000);

  const isHit = new Set(rooms.filter(({ master }) => master === victim.address).map(({ id }) => id));
  // The last one back: of each room the first message that was begun after the kill.
  const back = [...isHit].map((id) => {
    const first = sent.filter(({ room, startedAt }) => room === id && startedAt > killedAt)[0];
    const waiting = sent.filter(
      ({ room, startedAt, endedAt }) => room === id && startedAt <= killedAt && endedAt > killedAt,
    )[0];
    return Math.max(first?.endedAt ?? Infinity, waiting?.endedAt ?? 0) - killedAt;
  });
  const backS = Math.max(...back) / 1_000;
  const others = sent
    .filter(({ room, endedAt }) => !isHit.has(room) && endedAt > killedAt)
    .map(({ startedAt, endedAt }) => endedAt - startedAt);
  const p99 = quantile(others, 0.99);
  return [
    { name: 'master killed: its rooms accept messages again', value: backS, unit: 's', bar: '≤ 8', met: backS <= 8 },
    { name: 'meanwhile all others: ack p99', value: p99, unit: 'ms', bar: '≤ 100', met: p99 <= 100 },
  ];
}
