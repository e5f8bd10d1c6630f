import { setTimeout as pause } from 'node:timers/promises';
import type { ConversationId, Message } from '@rookery/protocol';
import { refusalOf } from '@rookery/testkit/patiently';
import type { Plan } from '../plan.ts';
import type { Device } from './device.ts';
import type { Recorder } from './recorder.ts';
import type { Stage } from './stage.ts';

const pageMessages = 50;
/** Between two pages: while something befalls the store of old messages, and else. */
const betweenMs = { struck: 60, calm: 1_000 };

/** People read from far back while everything else goes on: each room from its beginning, page after page, faster while the store of old messages is struck. Answers what ends it. */
export function readOldPages(plan: Plan, stage: Stage, recorder: Recorder): () => Promise<void> {
  const end = new AbortController();
  const reading = new Reading(recorder);
  const rest = async (): Promise<void> => {
    const isStruck = recorder.history.faults.some(({ rule, endedAt }) => rule.startsWith('COLD') && endedAt > 1e15);
    await pause(isStruck ? betweenMs.struck : betweenMs.calm, undefined, { signal: end.signal }).catch(() => undefined);
  };
  const day = (async () => {
    for (let turn = 0; !end.signal.aborted; turn += 1) {
      const room = turn % stage.rooms.length;
      const conversation = stage.rooms[room];
      const readers = (plan.rooms[room]?.members ?? [])
        .flatMap((member) => stage.devicesOf(member))
        .filter(({ isHere }) => isHere);
      // All of them in turn: they are on different nodes.
      const reader = readers[Math.floor(turn / stage.rooms.length) % Math.max(1, readers.length)];
      for (let after: number | null = 0; after !== null && !end.signal.aborted; await rest())
        after = reader && conversation ? await reading.read(reader, conversation, after) : null;
    }
  })();
  return () => {
    end.abort();
    return day;
  };
}

class Reading {
  readonly #recorder: Recorder;
  readonly #known = new Set<string>();

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  /** Answers where the next page begins; null where there is none. */
  async read(device: Device, conversation: ConversationId, after: number): Promise<number | null> {
    const askedAt = this.#recorder.now();
    const note = (outcome: string, gap: string | null): void => {
      const times = { askedAt, endedAt: this.#recorder.now() };
      this.#recorder.history.oldPages.push({ device: device.plan.name, conversation, after, ...times, outcome, gap });
    };
    try {
      const page = await device.ask('history:fetch', { conversation, after, limit: pageMessages });
      note('read', gapIn(page, after));
      for (const message of page.messages) this.#noteMessage(device, message, askedAt);
      return page.hasMore ? (page.messages.at(-1)?.seq ?? null) : null;
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) throw error;
      note(refusal.code, null);
      // What lies behind it is read all the same.
      return refusal.code === 'unavailable' && after < this.#furthest(conversation) ? after + pageMessages : null;
    }
  }

  #furthest(conversation: ConversationId): number {
    return this.#recorder.latest(conversation)?.seq ?? 0;
  }

  #noteMessage(device: Device, message: Message, askedAt: number): void {
    const { conversation, seq, id, clientId = null } = message;
    const isChanged = message.edited !== undefined || message.deleted === true;
    const content = isChanged ? null : (message.content ?? '');
    const key = JSON.stringify([conversation, seq, id, clientId, content]);
    if (this.#known.has(key)) return;
    this.#known.add(key);
    this.#recorder.history.oldMessages.push({
      ...{ device: device.plan.name, conversation, seq, id, clientId, content, askedAt },
    });
  }
}

function gapIn(
  page: { readonly messages: readonly Message[]; readonly hasMore: boolean; readonly head: { readonly seq: number } },
  after: number,
): string | null {
  const wrong = page.messages.findIndex(({ seq }, index) => seq !== after + 1 + index);
  if (wrong !== -1) return `number ${page.messages[wrong]?.seq} stands where ${after + 1 + wrong} must`;
  const last = page.messages.at(-1)?.seq ?? after;
  return page.hasMore || last >= page.head.seq ? null : `it ends at ${last}, and the log goes on to ${page.head.seq}`;
}
