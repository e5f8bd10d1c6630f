import type { UserId } from '@rookery/protocol';
import type { ConversationState, Role } from './conversation.ts';
import type { ReadMessage } from './log.ts';
import type { Rights } from './rights.ts';

/** One line of an inbox as the store has it; the edge adds names and counts of who is online. */
export type InboxLine = {
  readonly state: ConversationState;
  readonly role: Role | 'invited';
  /** Of an invitation: who invites, where that is known. */
  readonly invitedBy?: UserId | undefined;
  readonly rights: Rights;
  /** While she is muted there. */
  readonly mutedUntil?: number | undefined;
  /** In terms of the current epoch: a mark of an earlier one counts as the head at which this one began, at most. */
  readonly read: number;
  /** Messages after `read` that mention her; at most 100 are told apart. */
  readonly mentions: number;
  /** Messages up to `read` in which an edit has called her since she last saw the conversation; at most 100. [LOG-17] */
  readonly calledLate: number;
  readonly last: ReadMessage | null;
  /** Of a thread: the message that it hangs on. */
  readonly root?: { readonly author: UserId; readonly content?: string | undefined } | undefined;
};
