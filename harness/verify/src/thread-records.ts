import type { ConversationId, UserId } from '@rookery/protocol';

/** Where a thread hangs. */
export type ThreadRecord = { readonly parent: ConversationId; readonly seq: number };

/** Somebody followed a thread by hand, or let go of it, or looked at it without following. `ackedAt` null: the outcome is unknown. */
export type FollowRecord = {
  readonly device: string;
  readonly user: UserId;
  readonly thread: ConversationId;
  readonly act: 'follow' | 'unfollow' | 'look';
  readonly askedAt: number;
  ackedAt: number | null;
};

/** A message that its author deleted, in a thread or above one. `ackedAt` null: the outcome is unknown. */
export type StruckRecord = {
  readonly device: string;
  readonly conversation: ConversationId;
  readonly seq: number;
  readonly askedAt: number;
  ackedAt: number | null;
};

/** A thread whose room was ended, which was acknowledged at `ackedAt`, and what those who had belonged to it were answered in the end. */
export type EndedThreadRecord = {
  readonly parent: ConversationId;
  readonly thread: ConversationId;
  readonly ackedAt: number;
  readonly answers: string[];
};
