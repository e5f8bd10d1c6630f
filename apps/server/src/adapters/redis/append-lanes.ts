import { ChatError, isThreadId } from '@rookery/protocol';
import type { ConversationId, MessageId, UserId } from '@rookery/protocol';
import type { Clock } from '../../domain/clock.ts';
import type { DueHints } from '../../domain/due-hints.ts';
import { newMessageId } from '../../domain/new-id.ts';
import { readThreadId } from '../../domain/thread-id.ts';
import type { AppendOutcome, NewMessage } from '../../ports/conversation-log.ts';
import { refusalFrom, toRefusal } from './refusal.ts';
import { toHidden } from './hidden-groups.ts';
import type { HiddenGroups } from './hidden-groups.ts';
import { conversationKeys, dueKey } from './keys.ts';
import { packMessage, packReference, unpackEntry } from './packing/message-entry.ts';
import type { PackedMessage } from './packing/message-entry.ts';
import { bytes, list, number, text } from './reply.ts';
import type { Reply } from './reply.ts';
import { script } from './scripts.ts';
import { deadlineMs, unavailable } from './shards.ts';
import type { Shards } from './shards.ts';
import { SentMarks } from './sent-marks.ts';
import { ThreadFollowers } from './thread-followers.ts';

/** One script call holds its shard for about as many times 20 µs. */
const callMessages = 128;
const callBytes = 262_144;
/** What may wait on this node; beyond it `unavailable`. */
const waitingBytes = 67_108_864;

type Waiting = PackedMessage & {
  readonly message: NewMessage;
  isSettled: boolean;
  resolve(outcome: AppendOutcome): void;
  reject(error: unknown): void;
};

/**
 * Group commit: what waits for a conversation is appended by one script call, one call at a time, so its order is that of the calls made here.
 * The sender's read mark is raised before an append resolves, on her own shard and beside the WAIT of the next ones.
 */
export class AppendLanes {
  readonly #shards: Shards;
  readonly #clock: Clock;
  readonly #marks: SentMarks;
  readonly #hints: DueHints;
  readonly #hidden: HiddenGroups;
  readonly #followers: ThreadFollowers;
  readonly #lanes = new Map<ConversationId, Waiting[]>();
  #bytes = 0;

  constructor(shards: Shards, clock: Clock, hints: DueHints, hidden: HiddenGroups) {
    this.#shards = shards;
    this.#clock = clock;
    this.#marks = new SentMarks(shards);
    this.#hints = hints;
    this.#hidden = hidden;
    this.#followers = new ThreadFollowers(shards);
  }

  append(message: NewMessage): Promise<AppendOutcome> {
    const packed = packMessage(message);
    if (this.#bytes + packed.packed.length > waitingBytes)
      return Promise.reject(unavailable(new Error('too much waits here')));
    this.#bytes += packed.packed.length;
    const noteDegraded = this.#shards.noteCommit();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => waiting.reject(unavailable(new Error('deadline'))), deadlineMs);
      const settle = (act: () => void): void => {
        if (waiting.isSettled) return;
        waiting.isSettled = true;
        this.#bytes -= packed.packed.length;
        clearTimeout(timer);
        act();
      };
      const waiting: Waiting = {
        ...packed,
        message,
        isSettled: false,
        resolve: (outcome) =>
          settle(() => {
            if ('degraded' in outcome && outcome.degraded) noteDegraded();
            resolve(outcome);
          }),
        reject: (error) => settle(() => reject(error)),
      };
      const lane = this.#lanes.get(message.conversation);
      if (lane) {
        lane.push(waiting);
        return;
      }
      const opened = [waiting];
      this.#lanes.set(message.conversation, opened);
      // What is asked for in the same turn goes together.
      setImmediate(() => void this.#drain(message.conversation, opened));
    });
  }

  async #drain(conversation: ConversationId, lane: Waiting[]): Promise<void> {
    while (lane.length > 0) {
      const batch: Waiting[] = [];
      let size = 0;
      while (batch.length < callMessages && size < callBytes) {
        const next = lane.shift();
        if (!next) break;
        if (next.isSettled) continue;
        batch.push(next);
        size += next.packed.length;
      }
      if (batch.length > 0) await this.#send(conversation, batch);
    }
    this.#lanes.delete(conversation);
  }

  async #send(conversation: ConversationId, batch: readonly Waiting[]): Promise<void> {
    // Of the last attempt.
    let ids = batch.map(({ message }) => message.id);
    try {
      const { reply, degraded } = await this.#shards.commit({
        script: script('append'),
        keys: [...conversationKeys(conversation, 'cmalde'), dueKey(conversation)],
        args: (attempt) => {
          if (attempt > 0) ids = batch.map(() => newMessageId());
          return [
            Math.floor(this.#clock.now()),
            ...batch.flatMap((waiting, index) => toArguments(waiting, ids[index] ?? waiting.message.id)),
          ];
        },
      });
      const [status, epoch, base, rows, queued, hidden, followers, outerEpoch, outerBase, outerQueued] = list(reply);
      if (text(status) !== 'ok') {
        for (const waiting of batch) waiting.resolve(toRefusal(epoch));
        return;
      }
      this.#hints.tellOf(conversation, number(queued));
      const parent = readThreadId(conversation)?.parent;
      if (parent) this.#hints.tellOf(parent, number(outerQueued));
      const outcomes = batch.map(({ message }, index) =>
        toOutcome(list(rows)[index], ids[index] ?? message.id, message.at, degraded),
      );
      // Before any is acknowledged; where that fails a repeat finds them again.
      const shown = toHidden(hidden);
      if (shown.length > 0 && outcomes.some((outcome) => 'seq' in outcome))
        await this.#hidden.show(parent ?? conversation, text(parent ? outerEpoch : epoch), shown);
      // Not awaited here: the next batch need not wait for it.
      const raised = [this.#raiseMarks(conversation, text(epoch), number(base), sentIn(batch, outcomes))];
      if (parent) {
        raised.push(this.#followers.follow(conversation, parent, text(epoch), followers));
        const references = sentIn(batch, list(rows).map(toReference));
        raised.push(this.#raiseMarks(parent, text(outerEpoch), number(outerBase), references));
      }
      void Promise.all(raised).then(
        () => {
          for (const [index, waiting] of batch.entries()) {
            const outcome = outcomes[index];
            if (outcome) waiting.resolve(outcome);
          }
        },
        (error: unknown) => {
          for (const waiting of batch) waiting.reject(error);
        },
      );
    } catch (error) {
      for (const waiting of batch)
        waiting.reject(error instanceof ChatError ? error : new Error('append failed', { cause: error }));
    }
  }

  async #raiseMarks(
    conversation: ConversationId,
    epoch: string,
    base: number,
    sent: ReadonlyMap<UserId, readonly number[]>,
  ): Promise<void> {
    await Promise.all([...sent].map(([user, seqs]) => this.#marks.raise(user, conversation, epoch, base, seqs)));
  }
}

/** The numbers that each author has written under. */
function sentIn(
  batch: readonly Waiting[],
  outcomes: readonly ({ readonly seq: number } | object | null)[],
): ReadonlyMap<UserId, readonly number[]> {
  const sent = new Map<UserId, number[]>();
  for (const [index, { message }] of batch.entries()) {
    const outcome = outcomes[index];
    if (!outcome || !('seq' in outcome)) continue;
    const known = sent.get(message.author);
    if (known) known.push(outcome.seq);
    else sent.set(message.author, [outcome.seq]);
  }
  return sent;
}

/** Where the parent of a thread has a reference to what was appended. */
function toReference(row: Reply): { readonly seq: number } | null {
  const [status, , reference] = list(row);
  return text(status) === 'appended' && reference !== undefined && reference !== null
    ? { seq: number(reference) }
    : null;
}

/**
 * Each attempt writes another id. What a failover lost and what is written anew in its place, perhaps under the same number, are so told
 * apart: whoever holds a message that the log has under this id and number holds all that was before it. [CLU-9]
 */
function toArguments({ message, packed, word }: Waiting, id: MessageId): readonly (string | number | Buffer)[] {
  const own = [
    message.author,
    word,
    id === message.id ? packed : packMessage({ ...message, id }).packed,
    message.replyTo ?? 0,
    [...new Set(message.mentions)].join(' '),
    id,
    message.needs,
  ];
  if (!isThreadId(message.conversation)) return own;
  if (message.alsoInParent === undefined) return [...own, message.at, '', '', ''];
  const reference = id === message.id ? message.alsoInParent : newMessageId();
  const { header, parts } = packReference(message, reference);
  return [...own, message.at, reference, header, parts];
}

/** `id` and `at` of the attempt. */
function toOutcome(row: Reply | undefined, id: MessageId, at: number, degraded: boolean): AppendOutcome {
  const [status, seq, entry] = list(row);
  switch (text(status)) {
    case 'appended':
      return { status: 'appended', id, seq: number(seq), at, degraded };
    case 'duplicate': {
      // Of a message that was taken away since only the number is known.
      const kept = bytes(entry).length === 0 ? { id, at } : unpackEntry(bytes(entry));
      return { status: 'duplicate', id: kept.id, seq: number(seq), at: kept.at, degraded };
    }
    case 'no-such-reply':
      return { status: 'no-such-reply' };
    case 'file-taken':
      return { status: 'file-taken' };
    case 'file-unheld':
      return { status: 'file-unheld' };
    case 'too-soon':
      return { status: 'too-soon', retryAfterMs: Math.max(1, number(seq)) };
    default:
      return refusalFrom(status, seq);
  }
}
