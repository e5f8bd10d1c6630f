import { asConversationId } from '@rookery/protocol';
import { ManualClock } from '@rookery/testkit';
import { expect, test } from 'vitest';
import { TypingBoard } from '../src/typing.ts';

test('typing is told every three seconds, also after the clock of the system was set back', () => {
  const clock = new ManualClock();
  const told: boolean[] = [];
  const board = new TypingBoard(clock, (_conversation, on) => told.push(on));
  const room = asConversationId('r_1');
  board.set(room, true);
  board.set(room, true);
  expect(told).toEqual([true]);
  clock.step(-3_600_000);
  board.set(room, true);
  board.set(room, true);
  expect(told).toEqual([true, true]);
});
