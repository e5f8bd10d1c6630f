import type { ConversationId } from '@rookery/protocol';

/** What became of a look at a block. */
export type BlockRead = 'cached' | 'fetched' | 'gone' | 'broken' | 'failed';

/** Told what happens, as it happens: counted, and said to the operator. */
export type HistoryFigures = {
  read(outcome: BlockRead): void;
  /** A block was put in its place. `fold`: it had one before. */
  sealed(block: { readonly kind: 'seal' | 'fold'; readonly messages: number; readonly bytes: number }): void;
  freed(blocks: number): void;
  /** Its bytes are not those that were written: a backup heals it. */
  broken(block: { readonly conversation: ConversationId; readonly hash: string; readonly reason: string }): void;
  failed(what: 'seal' | 'fold' | 'free' | 'sweep', conversation: ConversationId | null, error: unknown): void;
};

/** What may be sealed. */
export type SealRules = {
  /** ms since the last message of a block was written; never less than `limits.dedupeMs` and an hour, by which clocks may differ. */
  readonly ageMs: number;
  /** How far it has to be behind the head. */
  readonly behind: number;
  /** Messages of a block. Of a conversation that has some sealed it stays what it was. */
  readonly blockMessages: number;
  /** ms for which bytes that nothing names any more are kept for those who are reading them. */
  readonly graceMs: number;
  /** ms from the first change to a sealed message to the block being written anew with it. */
  readonly foldMs: number;
};

/**
 * Old messages, out of memory: ranges of them lie in blocks in a store of their own, and are read from there. Nobody who reads, writes or changes messages sees a difference, but for the time that it takes, and
 * `unavailable` while that store is away.
 *
 * - Atomic? A message is in memory or in a whole block that was read back, at every moment. - Ordered? A conversation is sealed from its beginning on.
 * - Idempotent: all. Two nodes that seal the same leave one block, and bytes that a sweep takes away.
 * - If it times out: a part is left as it was; the next pass goes on. - Cost: a pass looks at every log of the shards that this node looks after; a block is some ms.
 */
export interface History {
  /** Goes on with a pass over all conversations: some of them. `more`: the pass has not ended. */
  seal(signal: AbortSignal): Promise<{ readonly messages: number; readonly more: boolean }>;
  /** Seals of one conversation all that may be sealed. Answers how many messages. */
  sealConversation(conversation: ConversationId, signal?: AbortSignal): Promise<number>;
  /** Does what is due of a conversation's blocks: writes anew those with changes, takes away bytes whose time is over. The consumer `history` is due for it. */
  settle(conversation: ConversationId, signal?: AbortSignal): Promise<void>;
  /** Goes on comparing bytes with names, a page: takes away what nothing names and is older than a day. */
  sweep(now: number): Promise<{ readonly blocks: number; readonly more: boolean }>;
}
