import { setTimeout as pause } from 'node:timers/promises';
import type { Colony } from '@rookery/testkit/colony';
import { quantile } from '../../crowd.ts';
import type { Figure } from '../scenario.ts';
import { Visitor } from './visitor.ts';

const pairCount = 20;
const rate = 500;

/** From a client of one node to a client of another, through NGINX, while 500 messages a second are written in all. */
export async function measureBetweenNodes(colony: Colony, quick: boolean): Promise<Figure[]> {
  const writers: Visitor[] = [];
  const readers: Visitor[] = [];
  // NGINX spreads them: each is taken for the side whose node it got.
  while (writers.length < pairCount || readers.length < pairCount) {
    const visitor = await Visitor.arrive(colony.url);
    const side = visitor.node === colony.servers[0]?.name ? writers : readers;
    if (side.length < pairCount) side.push(visitor);
    else visitor.leave();
  }
  const rooms: string[] = [];
  const latencies: number[] = [];
  const sentAt = new Map<string, number>();
  for (let index = 0; index < pairCount; index += 1) {
    const room = (await writers[index]?.createRoom(`between ${index} ${Math.random()}`)) ?? '';
    rooms.push(room);
    await readers[index]?.ask('room:join', { room });
    readers[index]?.socket.on('message:receive', ({ content }: { content: string }) => {
      const at = sentAt.get(content);
      if (at !== undefined) latencies.push(performance.now() - at);
    });
  }
  const total = rate * (quick ? 3 : 10);
  const startedAt = performance.now();
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - startedAt) * rate) / 1_000));
    for (; sent < due; sent += 1) {
      const content = String(sent);
      sentAt.set(content, performance.now());
      writers[sent % pairCount]?.socket.emit('message:room', { room: rooms[sent % pairCount], content });
    }
    await pause(1);
  }
  await pause(1_500);
  for (const visitor of [...writers, ...readers]) visitor.leave();
  if (latencies.length !== total) throw new Error(`${total - latencies.length} of ${total} messages did not come`);
  const [p50, p99] = [quantile(latencies, 0.5), quantile(latencies, 0.99)];
  return [
    { name: 'from node to node through NGINX at 500/s: p50', value: p50, unit: 'ms', bar: '≤ 5', met: p50 <= 5 },
    { name: 'from node to node through NGINX at 500/s: p99', value: p99, unit: 'ms', bar: '≤ 25', met: p99 <= 25 },
  ];
}
