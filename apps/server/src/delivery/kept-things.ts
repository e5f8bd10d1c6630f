import type { ConversationId, Draft, ErrorCode, File, FileId, Later, Notify, Saved, UserId } from '@rookery/protocol';
import { peopleIn, toWireMessage } from '../domain/log.ts';
import type { ConversationLog } from '../ports/conversation-log.ts';
import type { Kept, KeptThing } from '../ports/kept.ts';
import type { Profiles } from './profiles.ts';

/** What is kept of a saved message besides which one it is. */
export type SavedThing = {
  readonly at: number;
  readonly remindAt?: number | undefined;
  readonly reminded?: true | undefined;
  readonly done?: true | undefined;
};

export type DraftThing = Pick<Draft, 'content' | 'replyTo' | 'at'>;

export type LaterThing = {
  readonly conversation: ConversationId;
  readonly content: string;
  readonly files?: readonly FileId[] | undefined;
  /** What these files are, for lists. */
  readonly shown?: readonly File[] | undefined;
  readonly replyTo?: number | undefined;
  readonly silent?: boolean | undefined;
  readonly sendAt: number;
  /** From the moment at which it begins to be sent: where the log stood then. Until the outcome is known it cannot be taken back. */
  readonly tried?: { readonly epoch: string; readonly seq: number } | undefined;
  readonly error?: { readonly code: ErrorCode; readonly message: string } | undefined;
  /** It was sent. It stays a while, so that a repeated request to add it adds nothing. */
  readonly sent?: true | undefined;
};

/** Written by this server alone. */
export const savedIn = ({ json }: KeptThing): SavedThing => JSON.parse(json) as SavedThing;
const draftIn = ({ json }: KeptThing): DraftThing => JSON.parse(json) as DraftThing;
export const notifyIn = ({ json }: KeptThing): Notify => JSON.parse(json) as Notify;
export const laterIn = ({ json }: KeptThing): LaterThing => JSON.parse(json) as LaterThing;

export const savedKey = (conversation: ConversationId, seq: number): string => `${conversation}:${seq}`;
export function placeOfSaved(key: string): { readonly conversation: ConversationId; readonly seq: number } {
  const [conversation, seq] = key.split(':');
  return { conversation: conversation as ConversationId, seq: Number(seq) };
}

type Showing = { readonly log: ConversationLog; readonly profiles: Profiles };

/** As the wire has it; null where its message does not exist for her (any more). */
export async function toSaved({ log, profiles }: Showing, user: UserId, thing: KeptThing): Promise<Saved | null> {
  const { conversation, seq } = placeOfSaved(thing.key);
  const page = await log.page({ conversation, reader: user, after: seq - 1, limit: 1 });
  const message = page.status === 'page' ? page.messages.find((one) => one.seq === seq) : undefined;
  if (page.status !== 'page' || !message) return null;
  const { at, remindAt, reminded, done } = savedIn(thing);
  return {
    message: toWireMessage(message, page.state.facts, await profiles.whoAre(peopleIn([message], page.state.facts))),
    at,
    ...(remindAt === undefined ? {} : { remindAt }),
    ...(reminded ? { reminded } : {}),
    ...(done ? { done } : {}),
  };
}

/** Without words and what they reply to: it was sent, or emptied. */
export function toDraft(thing: KeptThing): Draft {
  const { content, replyTo, at } = draftIn(thing);
  const { key, rev } = thing;
  return { conversation: key as ConversationId, content, ...(replyTo === undefined ? {} : { replyTo }), at, rev };
}
export const isGone = ({ content, replyTo }: Draft): boolean => content === '' && replyTo === undefined;

/** Null of what was sent. */
export function toLater(thing: KeptThing): Later | null {
  const { conversation, content, shown, replyTo, silent, sendAt, error, sent } = laterIn(thing);
  if (sent) return null;
  return {
    id: thing.key,
    conversation,
    content,
    ...(shown ? { files: [...shown] } : {}),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(silent ? { silent: true as const } : {}),
    sendAt,
    ...(error ? { error: { ...error } } : {}),
  };
}

/** What she wants to be told of in each conversation where she has said so. */
export async function notifiesOf(kept: Kept, user: UserId): Promise<ReadonlyMap<string, Notify>> {
  return new Map((await kept.list(user, 'notify')).map((thing) => [thing.key, notifyIn(thing)]));
}

export async function notifyOf(kept: Kept, user: UserId, conversation: ConversationId): Promise<Notify | undefined> {
  const thing = await kept.find(user, 'notify', conversation);
  return thing ? notifyIn(thing) : undefined;
}
