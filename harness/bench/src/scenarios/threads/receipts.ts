import { setTimeout as pause } from 'node:timers/promises';
import { Visitor } from '../cluster/visitor.ts';
import type { Figure } from '../scenario.ts';
import { metOf } from './met-of.ts';

/** `limits.receiptPeople`: in larger conversations nobody sees how far others have read. */
const people = 100;
/** As the server gathers them. */
const gatherMs = 300;
/** Until what is gathered has come. */
const settleMs = 3_000;

/** Everybody reads message after message at once: frames that tell of it, against one for each mark and each other reader. */
export async function measureReceipts(urls: readonly [string, string], quick: boolean): Promise<Figure[]> {
  const messages = quick ? 5 : 30;
  const owner = await Visitor.arrive(urls[0]);
  const room = await owner.createRoom('where all read');
  const readers = [owner];
  for (let count = 1; count < people; count += 1) {
    const reader = await Visitor.arrive(urls[count % 2] ?? '');
    await reader.ask('room:join', { room });
    readers.push(reader);
  }
  for (let count = 0; count < messages; count += 1) await owner.ask('message:room', { room, content: 'read this' });
  await pause(settleMs);
  let frames = 0;
  for (const reader of readers) reader.socket.on('receipts:update', () => (frames += 1));
  const startedAt = performance.now();
  await Promise.all(
    readers.map(async (reader) => {
      for (let seq = 1; seq <= messages; seq += 1) await reader.ask('read:mark', { conversation: room, seq });
    }),
  );
  const tookMs = performance.now() - startedAt;
  await pause(settleMs);
  for (const reader of readers) reader.leave();
  const marks = (people - 1) * messages;
  // Of each the last in a gathering, to all others.
  const most = people * (people - 1) * Math.ceil(tookMs / gatherMs + 1);
  return [
    { name: `${people} people who mark ${messages} messages as read each: took`, value: tookMs, unit: 'ms' },
    metOf(
      { name: 'frames that tell of it: one for each reader and other, every 300 ms', value: frames, unit: '' },
      most,
    ),
    metOf({ name: 'frames for each mark and other', value: frames / (marks * (people - 1)), unit: '' }, 1),
  ];
}
