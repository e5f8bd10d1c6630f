import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { ClientId, ConversationId } from '@rookery/protocol';
import { patiently } from '@rookery/testkit/patiently';
import type { ShortRecord } from '../history.ts';
import type { Recorder } from './recorder.ts';
import type { Stage } from './stage.ts';

const keptMessages = 5;
const betweenMs = 200;
/** Of a pass that takes away what is too much, after all is whole. */
const settleMs = 60_000;

type Shortly = { settle(): Promise<void>; stop(): void };

/**
 * The owner of the server writes into two rooms that keep five messages, one of which is held, and looks at what is kept, while everything else goes on. Answers what ends
 * it: after a last look, or at once.
 */
export async function keepShort(stage: Stage, recorder: Recorder, suffix: string): Promise<Shortly> {
  const { owner } = stage;
  if (!owner) return { settle: () => Promise.resolve(), stop: () => undefined };
  const rooms: ShortRecord[] = [];
  for (const isHeld of [false, true]) {
    const name = `${isHeld ? 'held' : 'short'}.${suffix}`;
    const { room } = await patiently(() => owner.ask('room:create', { name, visibility: 'private' }));
    const conversation: ConversationId = room.id;
    if (isHeld) await patiently(() => owner.ask('hold:set', { conversation, on: true }));
    await patiently(() => owner.ask('room:edit', { room: room.id, retentionMessages: keptMessages }));
    rooms.push({ conversation, isHeld, kept: keptMessages, acked: new Map(), looks: [], isSettled: false });
  }
  recorder.history.short.push(...rooms);

  const look = async (record: ShortRecord): Promise<number> => {
    const { conversation } = record;
    const { messages, head } = await owner.ask('history:fetch', { conversation, limit: 100 });
    const seqs = messages.map(({ seq }) => seq);
    const words = new Map(messages.map(({ seq, content }) => [seq, content ?? '']));
    record.looks.push({ at: recorder.now(), first: head.first, head: head.seq, seqs, words });
    return head.seq - head.first + 1;
  };
  const end = new AbortController();
  const day = (async () => {
    for (let turn = 1; !end.signal.aborted; turn += 1) {
      for (const record of rooms) {
        const content = `short ${turn} of ${suffix}`;
        const clientId = randomUUID() as ClientId;
        // What is not answered is none that must be there; what fails is repeated by nobody.
        await owner.ask('message:room', { room: record.conversation, content, clientId }).then(
          ({ seq }) => record.acked.set(seq, { content, at: recorder.now() }),
          () => undefined,
        );
        if (turn % 4 === 0) await look(record).catch(() => undefined);
      }
      await pause(betweenMs, undefined, { signal: end.signal }).catch(() => undefined);
    }
  })();
  const settle = async (): Promise<void> => {
    end.abort();
    await day;
    for (const record of rooms) {
      const until = performance.now() + settleMs;
      while (!record.isSettled && performance.now() < until) {
        const count = await patiently(() => look(record));
        record.isSettled = record.isHeld || count <= keptMessages;
        if (!record.isSettled) await pause(betweenMs);
      }
    }
  };
  return { settle, stop: () => end.abort() };
}
