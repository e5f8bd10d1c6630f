import { asUserId } from '@rookery/protocol';
import type { Presence } from '@rookery/protocol';
import { until } from '@rookery/testkit/until';
import { expect, test } from 'vitest';
import { Connection } from '../delivery/connection.ts';
import { FlushSchedule } from '../delivery/flush-schedule.ts';
import type { PresenceBoard } from '../ports/presence-board.ts';
import { PresenceWatches } from './presence-watches.ts';

const ann = asUserId('u_ann');
const schedule = new FlushSchedule();

/** A watcher and what it was told of Ann, oldest first. */
function watcher() {
  const told: boolean[] = [];
  const connection = new Connection(
    {
      write: (frames) => {
        for (const { text } of frames) {
          const [, payload] = JSON.parse(text.slice(1)) as [string, { changes: Presence[] }];
          told.push(...payload.changes.map(({ online }) => online));
        }
        return true;
      },
      whenRead: (done) => done(),
      whenWritable: () => undefined,
      pauseReading: () => undefined,
      resumeReading: () => undefined,
      close: () => undefined,
      cutOff: () => undefined,
    },
    schedule,
  );
  return { connection, told };
}

test('[PRES-1] what changes while a list is read is told after the answer, which may be from before it', async () => {
  let tell: (changes: readonly Presence[]) => void = () => undefined;
  const board: Pick<PresenceBoard, 'onChange'> = {
    onChange: (listener) => {
      tell = listener;
      return () => undefined;
    },
  };
  const watches = new PresenceWatches(board);
  const [waiting, answered] = [watcher(), watcher()];
  for (const { connection } of [waiting, answered]) watches.watch(connection, [ann]);
  watches.answered(answered.connection);
  tell([{ user: ann, online: false, lastSeen: 1 }]);
  await until('who was answered is told', () => answered.told.length === 1);
  tell([{ user: ann, online: true, lastSeen: null }]);
  await until('again', () => answered.told.length === 2);
  expect([waiting.told, answered.told]).toEqual([[], [false, true]]);
  watches.answered(waiting.connection);
  await until('the other is told, too: how it is now', () => waiting.told.length > 0);
  expect(waiting.told).toEqual([true]);
  watches.close();
});
