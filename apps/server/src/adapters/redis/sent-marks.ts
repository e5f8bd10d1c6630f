import { setTimeout as pause } from 'node:timers/promises';
import { limits } from '@rookery/protocol';
import type { ConversationId, UserId } from '@rookery/protocol';
import { readThreadId } from '../../domain/thread-id.ts';
import { userKey } from './keys.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';

/** Senders with marks under way, and numbers of each; what is beyond is raised when she reads on. */
const pendingLimit = 20_000;
const seqsLimit = 1_000;
const retryMs = 1_000;
const giveUpMs = 600_000;
/** From then on an epoch that was looked up may be over: what waited is not written over a mark of the next one. */
export const lateMs = 500;
/** An ack waits so long for the sender's mark. */
const patienceMs = 200;

/** `since`: when what is under way was asked; `epochAt`: when the epoch was known to last still. */
type Pending = { since: number; epochAt: number; epoch: string; base: number; seqs: number[]; raised: Promise<void> };

/**
 * Raises senders' read marks after their own messages. A mark rises only from right before a message, so those of one sender in one
 * conversation go in order: where her shard is away, what follows waits behind what failed, and goes when it is back.
 */
export class SentMarks {
  readonly #shards: Shards;
  readonly #pending = new Map<string, Pending>();

  constructor(shards: Shards) {
    this.#shards = shards;
  }

  /**
   * `base`: the seq at which the epoch began. Resolves when whatever this node reads of her log from now on has the mark: at once where it is on
   * its way, as her reads take the same connection behind it; else when it has been raised, or after a moment: her shard may be away while that of
   * the conversation is not; then the message is kept, and her mark follows. Never rejects.
   */
  raise(
    user: UserId,
    conversation: ConversationId,
    epoch: string,
    base: number,
    seqs: readonly number[],
  ): Promise<void> {
    const key = `${user} ${conversation}`;
    const known = this.#pending.get(key);
    if (known) {
      if (known.epoch !== epoch) Object.assign(known, { epoch, base, seqs: [] });
      known.epochAt = performance.now();
      if (known.seqs.length < seqsLimit) known.seqs.push(...seqs);
      // Waited for in vain already: the others need not.
      return performance.now() - known.since > patienceMs ? Promise.resolve() : patiently(known.raised);
    }
    if (this.#pending.size >= pendingLimit) return Promise.resolve();
    const now = performance.now();
    const pending: Pending = { since: now, epochAt: now, epoch, base, seqs: [...seqs], raised: Promise.resolve() };
    this.#pending.set(key, pending);
    pending.raised = this.#drain(user, conversation, pending).finally(() => this.#pending.delete(key));
    return Promise.resolve();
  }

  async #drain(user: UserId, conversation: ConversationId, pending: Pending): Promise<void> {
    const giveUpAt = performance.now() + giveUpMs;
    let hasFailed = false;
    while (pending.seqs.length > 0) {
      const { epoch, base, seqs } = pending;
      pending.seqs = [];
      if (!hasFailed) pending.since = performance.now();
      try {
        await this.#shards.run({
          script: script('user-mark'),
          keys: ['u', 'i', 'g'].map((part) => userKey(user, part)),
          args: () => [
            ...[
              conversation,
              performance.now() - pending.epochAt > lateMs ? 'sent-late' : 'sent',
              epoch,
              base,
              seqs.at(-1) ?? 0,
              1,
            ],
            // Whoever writes in a thread follows it.
            ...[readThreadId(conversation)?.parent ?? '', limits.followedThreads],
            ...seqs,
          ],
        });
        hasFailed = false;
      } catch {
        hasFailed = true;
        if (this.#shards.isClosed || performance.now() > giveUpAt) return;
        if (pending.epoch === epoch) pending.seqs.unshift(...seqs);
        await pause(retryMs, undefined, { ref: false });
      }
    }
  }
}

const patiently = (raised: Promise<void>): Promise<void> =>
  Promise.race([raised, pause(patienceMs, undefined, { ref: false })]);
