import type { ConversationId, Position, UserId } from '@rookery/protocol';
import type { FoundPlace } from '../domain/search/found-place.ts';
import type { Feature, IndexedMessage } from '../domain/search/indexed-message.ts';
import type { Query } from '../domain/search/read-query.ts';

/** What the log has told of one conversation between two positions. */
export type IndexStep = {
  readonly conversation: ConversationId;
  /** Where the index stands; null where it has nothing of the conversation. */
  readonly from: Position | null;
  readonly to: Position;
  /** The lowest number that exists: what is before it is forgotten. */
  readonly first: number;
  /** What was indexed beyond this number is forgotten first. */
  readonly keepUpTo?: number | undefined;
  /** New ones, and those that read otherwise than before. */
  readonly messages: readonly IndexedMessage[];
  /** The threads of the conversation that changed up to this mark are read; left out, nothing is said of them. */
  readonly mark?: number | undefined;
  /** Those that say nothing any more. */
  readonly gone: readonly Pick<IndexedMessage, 'seq' | 'at'>[];
};

export type Indexed = {
  readonly position: Position;
  readonly first: number;
  /** Up to which mark its threads were read. */
  readonly mark: number;
};

export type Lookup = {
  readonly query: Query;
  /** Only in these, and in their threads. */
  readonly conversations: readonly ConversationId[];
  readonly author?: UserId | undefined;
  readonly mentioned?: UserId | undefined;
  readonly features: readonly Feature[];
  /** Of a message's time, in ms: the first exclusive, the second inclusive. */
  readonly before?: number | undefined;
  readonly after?: number | undefined;
  /** Where the last page has ended: only what stands behind it. */
  readonly below?: FoundPlace | undefined;
  readonly limit: number;
};

export type Found = {
  /** Newest first. They may hold what is asked for; only the log says whether they do. */
  readonly places: readonly FoundPlace[];
  /** Everything up to there was looked at, itself included; null: everything. */
  readonly reached: FoundPlace | null;
};

/**
 * Where words stand: an index over the logs of conversations, on this node's own disk. It is derived: the log is the truth, the index
 * may be lost or lag behind, and whoever shows what it found has read it from the log first.
 *
 * - Atomic? A step is applied whole, with the position that it leads to, or not at all.
 * - Ordered? A step is applied only where the index stands at `from`: so a conversation's steps come in the order of its log.
 * - Idempotent? A step that was applied is `contradicted` when it comes again, and changes nothing.
 * - Complete? Every message between the log's beginning and a conversation's position is among the places of each query that it answers.
 *   There may be more places: words of a run in another order, messages that were changed since.
 * - If it times out: throws `ChatError('unavailable')`; repeat. - Cost: a lookup is bounded by `lookMs`, a step by what it holds; both run in a thread
 *   of their own that stands back behind all others.
 */
export interface SearchIndex {
  /** Where the index stands in each, in the order asked; null where it has nothing. */
  positions(conversations: readonly ConversationId[]): Promise<readonly (Indexed | null)[]>;
  apply(step: IndexStep): Promise<'applied' | 'contradicted'>;
  find(lookup: Lookup): Promise<Found>;
  /** Forgets what it has of a conversation, and that it had anything. */
  forget(conversation: ConversationId): Promise<void>;
  /** Conversations that are to be indexed anew, at most `limit`. */
  emptied(limit: number): Promise<readonly ConversationId[]>;
  /** The conversations that it covers, by id, after the given one, at most `limit`. */
  covered(after: ConversationId | null, limit: number): Promise<readonly ConversationId[]>;
  /** Whether all nodes have this one, so that none need be asked by another. */
  readonly isShared: boolean;
  /** Whether it has ever been asked to index anything. Costs nothing. */
  readonly isBegun: boolean;
  /** Idempotent. */
  close(): Promise<void>;
}

/** A lookup answers after about so long with what it has. */
export const lookMs = 300;
