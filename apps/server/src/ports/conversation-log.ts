import type { ClientId, ConversationId, HeldPosition, MessageId, Position, UserId } from '@rookery/protocol';
import type { ConversationState } from '../domain/conversation.ts';
import type { ChangedThreads } from '../domain/continuation.ts';
import type { Continuation, LogChange, LogMessage, ReadMessage, Refusal } from '../domain/log.ts';
import type { Part } from '../domain/part.ts';
import type { Rights } from '../domain/rights.ts';
import type { StoredLink } from '../domain/stored-link.ts';

export type NewMessage = {
  /** Of the first attempt: the outcome says which one it got. */
  readonly id: MessageId;
  readonly conversation: ConversationId;
  readonly author: UserId;
  /** What the author has to hold in the conversation. */
  readonly needs: Rights;
  readonly content: string;
  /** ms since the epoch, by the node's clock; orders nothing. */
  readonly at: number;
  readonly clientId?: ClientId | undefined;
  readonly replyTo?: number | undefined;
  /** Whom the text names; those who are not members are dropped by the store. */
  readonly mentions: readonly UserId[];
  /** What it is made of besides its text. */
  readonly parts?: readonly Part[] | undefined;
  /** Of a reply in a thread: the parent gets a reference to it in the same step, under this id. */
  readonly alsoInParent?: MessageId | undefined;
};

export type AppendOutcome =
  | {
      readonly status: 'appended' | 'duplicate';
      readonly id: MessageId;
      readonly seq: number;
      readonly at: number;
      /** Kept by the master alone: its shard has no second copy now. */
      readonly degraded: boolean;
    }
  /** `replyTo` lies beyond the head. */
  | { readonly status: 'no-such-reply' }
  /** A message has claimed one of the files already. */
  | { readonly status: 'file-taken' }
  /** The bytes of one of the files are not held there (any more). */
  | { readonly status: 'file-unheld' }
  /** The room is in slow mode, and she has written a moment ago. */
  | { readonly status: 'too-soon'; readonly retryAfterMs: number }
  | Refusal;

export type ChangeRequest = {
  readonly conversation: ConversationId;
  readonly by: UserId;
  readonly needs: Rights;
  /** What others than the message's author have to hold besides, who then also have to stand higher than the author; null: only the author may; none: anybody. */
  readonly needsOfOthers: Rights | null;
  readonly seq: number;
  readonly at: number;
  /** Random, opaque: the change's id, with which positions are told apart. */
  readonly id: string;
} & (
  | {
      readonly kind: 'edit';
      readonly content: string;
      /** Whom the new text names: who was called before is not called again, who is named no longer does not count. */
      readonly mentions: readonly UserId[];
    }
  | { readonly kind: 'delete' }
  | { readonly kind: 'react'; readonly emoji: string; readonly on: boolean }
  /** Takes the previews of its links away, for good. */
  | { readonly kind: 'links' }
  | { readonly kind: 'pin'; readonly on: boolean }
  /** Options of a poll, by index, in place of those that she chose before. */
  | { readonly kind: 'vote'; readonly options: readonly number[] }
  /** Ends a poll. */
  | { readonly kind: 'close' }
);

export type ChangeOutcome =
  /** Also when it already was so: then `rev` is that of the last change to the message and nothing is announced. */
  | { readonly status: 'changed'; readonly rev: number; readonly at: number }
  /** No message there, or it is deleted. */
  | { readonly status: 'no-message' }
  /** Not the author's, and she lacks what others need. */
  | { readonly status: 'not-yours' }
  /** `limits.reactionsPerMessage` different emoji are on it already. */
  | { readonly status: 'too-many-reactions' }
  /** `limits.pinsPerConversation` messages are pinned already. */
  | { readonly status: 'too-many-pins' }
  /** The message asks nothing, or has no such options. */
  | { readonly status: 'no-poll' | 'no-such-option' }
  /** The poll takes no votes any more. */
  | { readonly status: 'closed' }
  | Refusal;

/** What was found out about where a message's links lead. Nobody asks for it: it needs no right. */
export type FoundLinks = {
  readonly conversation: ConversationId;
  readonly seq: number;
  readonly at: number;
  /** Of the change. */
  readonly id: string;
  /** The text that they were found in. */
  readonly content: string;
  /** All of them, also those that were there before; empty where there are none any more. */
  readonly links: readonly StoredLink[];
};

/**
 * `set`, also where it already was so. `stale`: the message reads otherwise by now, is gone, or its previews were taken away: nothing is
 * announced. `unheld`: the bytes of a picture are not held there (any more), or another message has claimed it.
 */
export type FoundLinksOutcome = 'set' | 'stale' | 'unheld';

export type PageRequest = {
  readonly conversation: ConversationId;
  readonly reader: UserId;
  /** Exclusive. At most one of the three; none means the newest. */
  readonly before?: number | undefined;
  /** Exclusive. */
  readonly after?: number | undefined;
  /** The page is centred on it, which is included. */
  readonly around?: number | undefined;
  readonly limit: number;
};

export type PageOutcome =
  | {
      readonly status: 'page';
      readonly state: ConversationState;
      /** Oldest first, as they read now. */
      readonly messages: readonly ReadMessage[];
      /** In the asked direction (older ones when none, or on either side for `around`). */
      readonly hasMore: boolean;
    }
  | Refusal;

/** What a message said before an edit; `at`: since when (ms). */
export type FormerText = { readonly content: string; readonly at: number };

export type PinsOutcome =
  | {
      readonly status: 'pins';
      readonly state: ConversationState;
      /** The latest pin first, as they read now. */
      readonly messages: readonly ReadMessage[];
    }
  | Refusal;

export type EditsOutcome =
  /** The oldest first, at most `limits.editsPerMessage`. */
  | { readonly status: 'edits'; readonly versions: readonly FormerText[] }
  /** No message there for her, or it is deleted. */
  | { readonly status: 'no-message' }
  | Refusal;

/**
 * The log of every conversation. Its messages are numbered 1, 2, 3 … without a gap by the store.
 *
 * A thread is a conversation whose people and rights are its parent's. It is there, empty, under every message that a reader may see, and costs nothing until somebody
 * replies; then its parent's `mark` rises, and whoever is to follow it does before the append resolves. [THR-1] [THR-4]
 *
 * - Atomic? Each append is one step: duplicate check, membership, rights and slow mode, next seq, store, claims of its files, mentions, announcement. A change
 *   likewise with `rev`. A read checks membership and the right to read in the same step as it reads.
 * - Ordered? Appends of one conversation are numbered in the order in which the store takes them; calls made one after
 *   the other on one node without awaiting keep their order.
 * - Idempotent? An append with a `clientId` is, for `limits.dedupeMs` per author and conversation: the first outcome comes again as `duplicate`,
 *   and promises the same durability. Changes are by their nature (the last state wins).
 * - Durable? Resolving means kept: on disk (embedded), on a second machine (cluster) or `degraded`.
 * - If it times out: throws `ChatError('unavailable')`; the outcome is unknown, repeat with the same `clientId`.
 * - Cost: appends waiting on a node are committed in groups; a page is O(limit), anywhere in the log.
 */
export interface ConversationLog {
  /**
   * Appends and announces. Also raises the author's read mark to the new seq if it stood at the head before: in the same
   * step, or, where the mark lives elsewhere, before this resolves.
   */
  append(message: NewMessage): Promise<AppendOutcome>;

  /** Edits, deletes, reacts or takes previews away, and announces it. */
  change(request: ChangeRequest): Promise<ChangeOutcome>;

  /**
   * Puts previews of its links below a message, and announces it. In the same step the pictures are claimed, and those that are not among them any more are
   * let go. Idempotent.
   */
  setLinks(found: FoundLinks): Promise<FoundLinksOutcome>;

  /**
   * Closes the polls of the conversation whose time is over, by the store's clock, each as a change; the consumer `polls` is due for it then, made so by the step that
   * appends such a poll, and due again by this where there are more. Idempotent.
   */
  closePolls(conversation: ConversationId): Promise<void>;

  /** A page of history for a member. */
  page(request: PageRequest): Promise<PageOutcome>;

  /** All messages that are pinned, as far as they exist for her. */
  pins(conversation: ConversationId, reader: UserId): Promise<PinsOutcome>;

  /** What a message said before it was edited. What was edited before this was kept is not known. */
  edits(conversation: ConversationId, reader: UserId, seq: number): Promise<EditsOutcome>;

  /**
   * For each position, what came after it: at most `pageMessages` messages and as many changes each, and no more
   * than about `budgetBytes` in all (conversations beyond it come back empty with `more: true`). Answers in the order asked.
   */
  since(
    reader: UserId,
    held: readonly HeldPosition[],
    bounds: { readonly pageMessages: number; readonly budgetBytes: number },
  ): Promise<readonly Continuation[]>;

  /** State of each conversation, null where there is none. One round trip per shard. */
  states(conversations: readonly ConversationId[]): Promise<readonly (ConversationState | null)[]>;

  /**
   * For feeds, which deliver to members only: the log after (seq, rev), without a reader. `epoch` of the answer's state may differ from the
   * feed's: then the feed resets. At most `limit` messages and changes.
   */
  tail(
    conversation: ConversationId,
    after: { readonly seq: number; readonly rev: number },
    limit: number,
  ): Promise<{
    readonly state: ConversationState;
    readonly messages: readonly LogMessage[];
    readonly changes: readonly LogChange[];
    /** The ids that the log holds at the asked position: null where it holds none. */
    readonly at: Pick<Position, 'id' | 'change'>;
  } | null>;

  /**
   * For feeds: the threads of a conversation that have changed after `mark`, as they are now, the earliest first, at most `limit`; up to which mark that is, whether more
   * have, and the membership's version.
   * Cost: O(limit), whatever the number of threads.
   */
  threads(
    conversation: ConversationId,
    mark: number,
    limit: number,
  ): Promise<ChangedThreads & { readonly removals: number }>;

  /**
   * Takes away what is before `first`: those messages, and what hangs on them, do not exist any more for anybody. `first` only rises,
   * to the number after the head at most. The number right before it is still known by its id, so that whoever read up to there goes on.
   * Of a repeated `clientId` whose message was taken away only the number is known: the repeat's id and time are answered.
   * Announced. Cost: O(what is taken away), in one step: move `first` on by some thousand at a time.
   */
  trim(conversation: ConversationId, first: number): Promise<void>;

  /**
   * For a feed that found another message or change at its position than it delivered (a failover lost what nobody had been
   * promised). Asks the log itself: where it really differs, its epoch is changed to a new random one, by a durable compare-and-set from `held.epoch`,
   * and `reset` is announced; where it does not, nothing happens. Answers the state after that.
   */
  contest(conversation: ConversationId, held: Position): Promise<ConversationState>;
}
