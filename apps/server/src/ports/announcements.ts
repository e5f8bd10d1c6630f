import type { ConversationId, Head, UserId } from '@rookery/protocol';
import type { ConversationFacts } from '../domain/conversation.ts';
import type { LogChange, LogMessage } from '../domain/log.ts';
import type { KeptKind } from './kept.ts';
import type { UserLogStep } from './user-log.ts';

/** What a log tells those who listen to a conversation. Every one carries the membership version (`removals`). */
export type ConversationAnnouncement =
  | { readonly kind: 'message'; readonly epoch: string; readonly removals: number; readonly message: LogMessage }
  | {
      readonly kind: 'change';
      readonly epoch: string;
      readonly removals: number;
      readonly change: LogChange;
      /** With `change.kind` 'room': the facts from now on. */
      readonly facts?: ConversationFacts | undefined;
    }
  | {
      readonly kind: 'members';
      readonly removals: number;
      readonly members: number;
      readonly joined?: UserId | undefined;
      readonly left?: UserId | undefined;
    }
  | { readonly kind: 'reset'; readonly removals: number; readonly head: Head }
  /** What is before `first` does not exist any more. */
  | { readonly kind: 'trimmed'; readonly removals: number; readonly first: number }
  /** Something was said in threads of it: which ones, the log says. At least one a second while that goes on, so it is to be looked at again a second later. */
  | { readonly kind: 'threads'; readonly removals: number }
  /** What she may do here has changed, not by the room's rights: she was muted, or is no longer. Only a hint: her own log tells it, too. */
  | { readonly kind: 'standing'; readonly user: UserId }
  /** Never stored. */
  | { readonly kind: 'typing'; readonly user: UserId; readonly on: boolean }
  /** She has read up to there, and shows it. Never stored. */
  | { readonly kind: 'read'; readonly user: UserId; readonly seq: number };

/** What a user's own small log tells her devices. */
export type UserAnnouncement =
  | { readonly kind: 'inbox'; readonly step: UserLogStep }
  /** These sessions (by their ids) are over. */
  | { readonly kind: 'revoked'; readonly sessions: readonly string[] }
  /** What she has chosen for herself has changed, or whom she has blocked. Never stored. */
  | { readonly kind: 'settings' }
  /** Something that she keeps was written, or is gone. Never stored. `by`: the connection that did it; `isDue`: its time had come. */
  | {
      readonly kind: 'kept';
      readonly of: KeptKind;
      readonly key: string;
      readonly by?: string | undefined;
      readonly isDue?: true;
    };

export type Listening = {
  /** Idempotent. */
  stop(): void;
};

export type Hearing<Announcement> = {
  hear(announcement: Announcement): void;
  /** Something may have been said unheard (a link was lost and is back): read the log. */
  missed(): void;
};

/**
 * Hints that something was written. They may be lost, doubled or late; whoever sees a hole reads the log.
 *
 * - Atomic? A write's announcement is part of the write. - Ordered? Those of one conversation come in log order while the link holds.
 * - `listen` resolves when the subscription is surely heard; what is written after that is heard or followed by `missed`.
 * - If it times out: throws `ChatError('unavailable')`. - Cost: one subscription a subject and node, shared by its listeners by the caller.
 */
export interface Announcements {
  listenToConversation(conversation: ConversationId, hearing: Hearing<ConversationAnnouncement>): Promise<Listening>;
  listenToUser(user: UserId, hearing: Hearing<UserAnnouncement>): Promise<Listening>;
  /** Tells every node's listeners that somebody types. Fire and forget. */
  tellTyping(conversation: ConversationId, user: UserId, on: boolean): void;
  /** Tells every node's listeners how far somebody has read. Fire and forget. */
  tellRead(conversation: ConversationId, user: UserId, seq: number): void;
  /** Whether what is subscribed is heard; a sentence when not. */
  health(): { readonly ok: true } | { readonly ok: false; readonly why: string };
}
