import type { Forwarded, Message, ThreadId } from '@rookery/protocol';
import { toWirePoll } from './poll.ts';
import type { PollPart, Votes } from './poll.ts';
import { readThreadId } from './thread-id.ts';
import { toWireFile } from './stored-file.ts';
import type { StoredFile } from './stored-file.ts';

/**
 * What a message is made of besides its text, as it was sent: it stands in the entry and never changes. (What is added or changed later
 * is the overlay's.) A new kind is one more member here, one in the packing of Redis, and its field on the wire.
 */
export type Part =
  | { readonly kind: 'files'; readonly files: readonly StoredFile[] }
  | PollPart
  /** A reference to a reply in a thread, shown with what that says now. */
  | { readonly kind: 'from-thread'; readonly thread: ThreadId; readonly seq: number }
  | ForwardedPart
  /** It was sent without notices. */
  | { readonly kind: 'silent' };

/** What another message said when it was forwarded; where, only if all who read it may know. */
export type ForwardedPart = { readonly kind: 'forwarded' } & Readonly<Forwarded>;

/** The files of a message. */
export const filesIn = (parts: readonly Part[] | undefined): readonly StoredFile[] =>
  parts?.flatMap((part) => (part.kind === 'files' ? part.files : [])) ?? [];

/** The poll that a message asks, if it does. */
export const pollIn = (parts: readonly Part[] | undefined): PollPart | undefined =>
  parts?.find((part) => part.kind === 'poll');

/** What a message brings from elsewhere, if it does. */
export const forwardedIn = (parts: readonly Part[] | undefined): ForwardedPart | undefined =>
  parts?.find((part) => part.kind === 'forwarded');

/** Whether nobody is to be told of a message. */
export const isSilent = (parts: readonly Part[] | undefined): boolean =>
  parts?.some(({ kind }) => kind === 'silent') ?? false;

type WireParts = Pick<Message, 'files' | 'poll' | 'fromThread' | 'forwarded' | 'silent'>;

/** Parts as fields of a message on the wire. */
export function toWireParts(parts: readonly Part[], votes?: Votes): WireParts {
  const wire: WireParts = {};
  for (const part of parts)
    switch (part.kind) {
      case 'files':
        wire.files = part.files.map(toWireFile);
        break;
      case 'poll':
        wire.poll = toWirePoll(part, votes);
        break;
      case 'from-thread':
        wire.fromThread = { thread: part.thread, seq: part.seq, root: readThreadId(part.thread)?.seq };
        break;
      case 'forwarded': {
        const { kind: _, ...forwarded } = part;
        wire.forwarded = forwarded;
        break;
      }
      case 'silent':
        wire.silent = true;
        break;
    }
  return wire;
}
