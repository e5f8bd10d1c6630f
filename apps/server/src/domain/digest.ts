import { isUserId } from '@rookery/protocol';
import type { ConversationId, UserId } from '@rookery/protocol';

/** What is kept of a person for letters that tell what waits for her. Written by this server alone, as JSON. */
export type DigestThing = {
  /** In links that end these letters, and good for nothing else. Another one with another address of hers. */
  readonly token: string;
  /** She was there for certain, ms. */
  readonly seenAt: number;
  /** The newest message that a letter has told of, ms. */
  readonly toldUpTo: number;
  /** When the last letter was sent, ms. */
  readonly sentAt: number;
  /** The one that is on its way. */
  readonly letter?: { readonly id: string; readonly at: number } | undefined;
};

/** A message that waits, as a letter shows it. */
export type WaitingMessage = { readonly from: string; readonly at: number; readonly text: string };

/** A conversation in which something waits. */
export type WaitingPlace = {
  readonly conversation: ConversationId;
  readonly kind: 'room' | 'direct' | 'group' | 'thread';
  /** Of the room, of a thread the room's that it is in; of a direct conversation the other one's. */
  readonly name: string;
  /** Where the web app shows it, from the first message that waits. */
  readonly path: string;
  /** The latest, in their order. */
  readonly shown: readonly WaitingMessage[];
  /** How many there are, those that are shown among them. */
  readonly count: number;
};

export type Waiting = {
  /** Whose name and place fit into a letter, the latest first. */
  readonly places: readonly WaitingPlace[];
  readonly count: number;
  /** Conversations beyond those. */
  readonly morePlaces: number;
  /** From the first to the last of each conversation that it shows. */
  readonly spans: readonly { readonly conversation: ConversationId; readonly from: number; readonly to: number }[];
  /** The time of the newest message among all of them, ms. */
  readonly newestAt: number;
};

/** In a link: whose letters end, and that she (or whoever reads her mail) may end them. */
export const unsubscribeWord = (user: UserId, token: string): string => `${user}.${token}`;

/** Null where it is none. */
export function readUnsubscribeWord(word: string): { readonly user: UserId; readonly token: string } | null {
  const [, user = '', token = ''] = /^([^.]{1,100})\.([\w-]{16,64})$/.exec(word) ?? [];
  return isUserId(user) ? { user, token } : null;
}
