import type { Change, Head, Message, Position, ThreadAt, UserId } from '@rookery/protocol';
import type { ConversationFacts } from './conversation.ts';
import { otherOf, placeFacts } from './conversation.ts';
import { toWireCalls } from './everybody.ts';
import { toWireParts } from './part.ts';
import type { Part } from './part.ts';
import { toWireLinks } from './stored-link.ts';
import type { KeptLinks } from './stored-link.ts';
import type { Votes } from './poll.ts';
import type { Who } from './who.ts';

/** A message as the log holds it: everything but what depends on the conversation's name, on the reader, or on what people are called now. */
export type LogMessage = Omit<
  Message,
  | 'room'
  | 'to'
  | 'mine'
  | 'from'
  | 'user'
  | 'mentions'
  | 'files'
  | 'poll'
  | 'fromThread'
  | 'forwarded'
  | 'links'
  | 'all'
  | 'silent'
> & {
  readonly author: UserId;
  /** Whom it calls: `everybody` among them where it calls all. */
  mentions?: UserId[] | undefined;
  /** What it is made of besides its text; left out where there is nothing. */
  parts?: readonly Part[] | undefined;
  /** Where its links lead, as was found out since. */
  links?: KeptLinks | undefined;
  /** What has become of its poll, where somebody has voted or closed it. */
  votes?: Votes | undefined;
};

/** A message in an answer to one reader: with what she herself reacted. */
export type ReadMessage = LogMessage & { readonly mine?: readonly string[] | undefined };

export type LogChange = Change;
/** A change that the store has yet to number. */
export type NewChange = Change extends infer Kind ? (Kind extends Change ? Omit<Kind, 'prev' | 'rev'> : never) : never;

/** A page of what came after a position: continuous with it, or `reset` when that cannot be proved. */
export type Continuation =
  | {
      readonly state: 'continuous';
      readonly head: Head;
      readonly messages: readonly ReadMessage[];
      readonly changes: readonly LogChange[];
      readonly more: boolean;
      /** Where a mark was held: the threads that have changed after it, the earliest first, and up to which mark that is. */
      readonly threads?: { readonly mark: number; readonly changed: readonly ThreadAt[] } | undefined;
    }
  | { readonly state: 'reset'; readonly head: Head }
  /** Not a member (any more), or no such conversation. */
  | { readonly state: 'refused' };

/** The log's message as it goes over the wire: what its author is called now is added, and a room's name or a direct conversation's addressee. */
export function toWireMessage(
  { author, mine, parts, links, votes, mentions = [], ...message }: ReadMessage,
  facts: ConversationFacts,
  who: Who,
): Message {
  const { id, username, displayName, avatar, rev, deactivated } = who(author);
  const user = { id, displayName, ...(avatar ? { avatar } : {}), rev, ...(deactivated ? { deactivated } : {}) };
  const wire: Message = { ...message, from: username, user };
  if (parts) Object.assign(wire, toWireParts(parts, votes));
  const shown = toWireLinks(links);
  if (shown.length > 0) wire.links = shown;
  const { mentions: named, all } = toWireCalls(mentions);
  if (named.length > 0) wire.mentions = named;
  if (all) wire.all = true;
  if (mine !== undefined) wire.mine = [...mine];
  const place = placeFacts(facts);
  if (place.kind === 'room') wire.room = place.name;
  else if (place.kind === 'direct') wire.to = who(otherOf(place, author)).username;
  return wire;
}

/** Whoever has to be known so that these messages can go over the wire. */
export function peopleIn(messages: readonly LogMessage[], facts: ConversationFacts): Set<UserId> {
  const place = placeFacts(facts);
  const people = new Set<UserId>(place.kind === 'direct' ? place.pair : []);
  for (const { author } of messages) people.add(author);
  return people;
}

/** Whether two positions are the same place in the same life of a log. */
export const isSamePosition = (
  held: {
    readonly epoch: string;
    readonly seq: number;
    readonly id?: string | null | undefined;
    readonly rev: number;
    readonly change?: string | null | undefined;
  },
  head: Position,
): boolean =>
  held.epoch === head.epoch &&
  held.seq === head.seq &&
  held.rev === head.rev &&
  (held.id === undefined || held.id === head.id) &&
  (held.change === undefined || held.change === head.change);

export type Refusal = { readonly status: 'refused'; readonly code: 'forbidden' | 'not_found' };

/** The refusal of a member who lacks a right. */
export const forbidden: Refusal = { status: 'refused', code: 'forbidden' };

/** The refusal of a non-member: a public room may be known, anything else does not exist for her. */
export const refusalOf = (facts: ConversationFacts | null): Refusal => ({
  status: 'refused',
  code: isPublic(facts) ? 'forbidden' : 'not_found',
});

function isPublic(facts: ConversationFacts | null): boolean {
  const place = facts && placeFacts(facts);
  return place?.kind === 'room' && place.visibility === 'public';
}
