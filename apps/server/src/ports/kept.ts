import type { UserId } from '@rookery/protocol';

/**
 * What a person keeps: messages that she saved, texts that she has not sent yet, messages that are to be sent later, what she wants to be told of in a conversation, devices that she is pushed to; and when it is
 * to be looked whether she is to be written to by mail. A kind is
 * never given to something else.
 */
export const keptKinds = ['saved', 'draft', 'later', 'notify', 'push', 'digest'] as const;
export type KeptKind = (typeof keptKinds)[number];

export type KeptThing = {
  readonly kind: KeptKind;
  /** Its name among hers of the kind: at most 80 characters, no spaces. */
  readonly key: string;
  /** Rises with each write to a thing of the kind: of two the higher was written later, and no two are alike. */
  readonly rev: number;
  /** What it is, as JSON. */
  readonly json: string;
  /** When something has to be done about it (ms, by the store's clock). */
  readonly dueAt: number | null;
};

export type NewThing = Pick<KeptThing, 'kind' | 'key' | 'json' | 'dueAt'>;

/** Why her devices are told: which of them needs not be told, since it did it, and whether it was because something was due. */
export type Telling = { readonly by?: string | undefined; readonly isDue?: true };

/** `other`: it is not the one that was expected, but this (null: none). */
export type PutOutcome =
  | { readonly status: 'kept'; readonly rev: number }
  | { readonly status: 'other'; readonly now: KeptThing | null }
  | { readonly status: 'too-many' };

/**
 * What people keep for themselves, on the server, each with her own things only.
 *
 * - Atomic? Each call is one step; a write with its number, what it makes due (the consumer `kept`), and its announcement to her devices. With `expected` it is a
 *   compare-and-set by `rev` (0: there must be none).
 * - Ordered? By `rev`: of two writes to one thing the later one holds.
 * - Idempotent? By what `expected` says. - Durable? What writes is, before it resolves.
 * - If it times out: throws `ChatError('unavailable')`; read what holds, or repeat.
 * - Cost: O(1); `list` O(all of the kind), which `most` bounds.
 */
export interface Kept {
  /** `too-many`: she has `most` others of the kind already. */
  put(
    user: UserId,
    thing: NewThing,
    how: { readonly most: number; readonly expected?: number | undefined; readonly told?: Telling },
  ): Promise<PutOutcome>;
  /** False where it was not there, or is another than was expected. */
  drop(
    user: UserId,
    kind: KeptKind,
    key: string,
    how: { readonly expected?: number | undefined; readonly told?: Telling },
  ): Promise<boolean>;
  find(user: UserId, kind: KeptKind, key: string): Promise<KeptThing | null>;
  /** All of the kind, the latest write first. */
  list(user: UserId, kind: KeptKind): Promise<readonly KeptThing[]>;
  /** Whose time has come, the earliest first, at most `limit`. */
  due(user: UserId, limit: number): Promise<readonly KeptThing[]>;
  /** Makes the consumer's task due when there will be something to do next. */
  settleLater(user: UserId): Promise<void>;
}
