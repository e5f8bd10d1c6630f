import { quantile } from '../../crowd.ts';
import { Visitor } from '../cluster/visitor.ts';
import type { Answer } from '../cluster/visitor.ts';
import type { Figure } from '../scenario.ts';
import { metOf } from './met-of.ts';

/** Each begins so many threads, and replies in as many of the next one's: that many lines are in her inbox. */
const threadsEach = 250;
const contentBytes = 120;

/** Opening a room with many threads, and the inbox that it is in, against the same room without; and the inbox of somebody who follows 500 threads. */
export async function measureRoomOfThreads(urls: readonly [string, string], quick: boolean): Promise<Figure[]> {
  const people = quick ? 4 : 40;
  const rounds = quick ? 60 : 400;
  const writers = await Promise.all(
    Array.from({ length: people }, (_, index) => Visitor.arrive(urls[index % 2] ?? '')),
  );
  const [first] = writers;
  if (!first) throw new Error('nobody is there');
  const rooms = [await first.createRoom('with threads'), await first.createRoom('without threads')];
  const readers = await Promise.all(rooms.map(() => Visitor.arrive(urls[1])));
  const must = (answer: Answer): Answer => {
    if (!answer.ok) throw new Error(JSON.stringify(answer));
    return answer;
  };
  const content = 'x'.repeat(contentBytes);
  const roots: number[][] = writers.map(() => []);
  for (const [place, room] of rooms.entries()) {
    for (const visitor of writers.slice(1)) must(await visitor.ask('room:join', { room }));
    // One after the other each: a number is hers once it is answered.
    await Promise.all(
      writers.map(async (writer, index) => {
        for (let count = 0; count < threadsEach; count += 1) {
          const { seq } = must(await writer.ask('message:room', { room, content }));
          if (place === 0) roots[index]?.push(seq as number);
        }
      }),
    );
  }
  const [withThreads = '', without = ''] = rooms;
  await Promise.all(
    writers.map(async (writer, index) => {
      for (const seq of roots[(index + 1) % people] ?? []) {
        const { thread } = must(await writer.ask('thread:open', { conversation: withThreads, seq }));
        must(await writer.ask('message:room', { conversation: thread, content }));
        must(await writer.ask('thread:close', { thread }));
      }
    }),
  );
  for (const [index, reader] of readers.entries()) must(await reader.ask('room:join', { room: rooms[index] }));
  const timed = async (act: () => Promise<Answer>): Promise<number> => {
    const startedAt = performance.now();
    must(await act());
    return performance.now() - startedAt;
  };
  const opening: number[][] = [[], []];
  const listing: number[][] = [[], []];
  // By turns, so that the machine's mood is the same for both; the first ones warm up.
  for (let round = -20; round < rounds; round += 1)
    for (const [index, reader] of readers.entries()) {
      const opened = await timed(() => reader.ask('history:fetch', { conversation: rooms[index], limit: 50 }));
      const listed = await timed(() => reader.ask('inbox:list', { limit: 100 }));
      if (round < 0) continue;
      opening[index]?.push(opened);
      listing[index]?.push(listed);
    }
  const ratio = (times: readonly number[][]): number => quantile(times[0] ?? [], 0.5) / quantile(times[1] ?? [], 0.5);
  const whole: number[] = [];
  let lines = 0;
  for (let round = 0; round < (quick ? 3 : 20); round += 1) {
    const startedAt = performance.now();
    lines = 0;
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = must(await first.ask('inbox:list', { limit: 100, ...(cursor === undefined ? {} : { cursor }) }));
      lines += (page['entries'] as readonly { readonly kind: string }[]).filter(({ kind }) => kind === 'thread').length;
      cursor = page['next'] as string | null;
    }
    whole.push(performance.now() - startedAt);
  }
  for (const visitor of [...writers, ...readers]) visitor.leave();
  const all = people * threadsEach;
  const shown = all.toLocaleString('en');
  if (without === '') throw new Error('no room without threads');
  return [
    { name: `newest page of a room of ${shown} messages, p50`, value: quantile(opening[1] ?? [], 0.5), unit: 'ms' },
    metOf({ name: `the same with ${shown} threads, against without`, value: ratio(opening), unit: '×' }, 1.25),
    metOf({ name: `an inbox with that room, against without`, value: ratio(listing), unit: '×' }, 1.1),
    { name: `a whole inbox with ${lines} followed threads, p50`, value: quantile(whole, 0.5), unit: 'ms' },
  ];
}
