import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { ClientId, ConversationId } from '@rookery/protocol';
import { patiently } from '@rookery/testkit/patiently';
import type { ShortRecord } from '../history.ts';
import type { RawDevice } from './raw-device.ts';
import type { Recorder } from './recorder.ts';
import type { Stage } from './stage.ts';

const keptMessages = 5;
const betweenMs = 200;
/** Of a pass that takes away what is too much, after all is whole. */
const settleMs = 60_000;
/** How long a hold stays, and how long there is none: some passes. */
const heldMs = 5_000;
const freeMs = 2_500;
/** The one who is held writes one of so many, so that most of what is there is not hers. */
const herTurns = 4;

type Shortly = { settle(): Promise<void>; stop(): void };
type Hold = { readonly record: ShortRecord; readonly rule: 'RET-4' | 'RET-7'; set(on: boolean): Promise<unknown> };

/**
 * The owner of the server writes into rooms that keep five messages: one of which is held, one that is held from time to time, and one in which somebody writes who is; and looks at what is kept, while
 * everything else goes on. Answers what ends it: after a last look and the last hold, or at once.
 */
export async function keepShort(stage: Stage, recorder: Recorder, suffix: string): Promise<Shortly> {
  const { owner } = stage;
  const [beside] = stage.devices.values();
  if (!owner || !beside) return { settle: () => Promise.resolve(), stop: () => undefined };
  const open = async (name: string, isHeld = false): Promise<ShortRecord> => {
    const { room } = await patiently(() =>
      owner.ask('room:create', { name: `${name}.${suffix}`, visibility: 'public' }),
    );
    const conversation: ConversationId = room.id;
    if (isHeld) await patiently(() => owner.ask('hold:set', { conversation, on: true }));
    await patiently(() => owner.ask('room:edit', { room: room.id, retentionMessages: keptMessages }));
    return {
      ...{ conversation, isHeld, kept: keptMessages, holds: [], hers: new Set() },
      ...{ acked: new Map(), looks: [], isSettled: false },
    };
  };
  const [short, held] = [await open('short'), await open('held', true)];
  const [turning, shared] = [await open('turning'), await open('shared')];
  const rooms = [short, held, turning, shared];
  const she = await stage.visitor(beside);
  await patiently(() => she.ask('room:join', { room: shared.conversation }));
  recorder.history.short.push(...rooms);

  const look = async (record: ShortRecord): Promise<ShortRecord['looks'][number]> => {
    const { conversation } = record;
    const { messages, head } = await owner.ask('history:fetch', { conversation, limit: 100 });
    const seqs = messages.map(({ seq }) => seq);
    const words = new Map(messages.map(({ seq, content }) => [seq, content ?? '']));
    const seen = { at: recorder.now(), first: head.first, head: head.seq, seqs, words };
    record.looks.push(seen);
    return seen;
  };
  const say = async (record: ShortRecord, author: RawDevice, content: string): Promise<void> => {
    const message = { room: record.conversation, content, clientId: randomUUID() as ClientId };
    // What is not answered is none that must be there; what fails is repeated by nobody.
    const said = await author.ask('message:room', message).catch(() => null);
    if (!said) return;
    record.acked.set(said.seq, { content, at: recorder.now() });
    if (author === she && !said.degraded) record.hers.add(said.seq);
  };
  const end = new AbortController();
  const rest = (ms: number): Promise<unknown> => pause(ms, undefined, { signal: end.signal }).catch(() => undefined);
  const day = (async () => {
    for (let turn = 1; !end.signal.aborted; turn += 1) {
      const content = `short ${turn} of ${suffix}`;
      await Promise.all(
        rooms.map(async (record) => {
          await say(record, record === shared && turn % herTurns === 0 ? she : owner, content);
          if (turn % 4 === 0) await look(record).catch(() => undefined);
        }),
      );
      await rest(betweenMs);
    }
  })();
  const holds: readonly Hold[] = [
    {
      ...{ record: turning, rule: 'RET-4' },
      set: (on) => owner.ask('hold:set', { conversation: turning.conversation, on }),
    },
    { record: shared, rule: 'RET-7', set: (on) => owner.ask('hold:set', { user: she.user.username, on }) },
  ];
  const holding = holds.map(async (hold) => {
    // What could not be asked in time, the next turn asks.
    while (!end.signal.aborted) await holdFor(hold).catch(() => undefined);
  });

  async function holdFor({ record, rule, set }: Hold): Promise<void> {
    await rest(freeMs);
    await patiently(() => set(true));
    const ackedAt = recorder.now();
    const { first } = await patiently(() => look(record));
    const hold = { rule, ackedAt, first, liftedAt: null as number | null };
    record.holds.push(hold);
    try {
      await rest(heldMs);
      await patiently(() => look(record));
    } finally {
      hold.liftedAt = recorder.now();
    }
    await patiently(() => set(false));
  }
  const settle = async (): Promise<void> => {
    end.abort();
    await Promise.all([day, ...holding]);
    for (const { set } of holds) await patiently(() => set(false));
    for (const record of rooms) {
      const until = performance.now() + settleMs;
      while (!record.isSettled && performance.now() < until) {
        const { head, first } = await patiently(() => look(record));
        record.isSettled = record.isHeld || head - first + 1 <= keptMessages;
        if (!record.isSettled) await pause(betweenMs);
      }
    }
  };
  return { settle, stop: () => end.abort() };
}
