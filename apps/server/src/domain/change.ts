import type { Change, ConversationId } from '@rookery/protocol';
import type { ConversationState } from './conversation.ts';
import { toRoom } from './entry.ts';
import { toWireCalls } from './everybody.ts';
import { toWirePoll } from './poll.ts';
import type { PollPart } from './poll.ts';
import type { Overlay } from './overlay.ts';
import { toWireLinks } from './stored-link.ts';

/** A change as a store keeps it: what happened, and to which message. What it carries is read off that message as it is now. */
export type KeptChange = {
  readonly rev: number;
  readonly id: string;
  readonly kind: 'edit' | 'delete' | 'react' | 'links' | 'pin' | 'poll' | 'room';
  /** Of the message; null for a change of the room. */
  readonly seq: number | null;
  /** Of the message; null where there is none. */
  readonly overlay: Overlay | null;
  /** Of a change of kind `poll`: what was asked. */
  readonly poll?: PollPart | undefined;
};

/** Kept changes as they are told now: several of one kind to one message in a row are gathered into one. [LOG-12] */
export function toChanges(kept: readonly KeptChange[], state: ConversationState): Change[] {
  const changes: Change[] = [];
  for (const one of kept) {
    const change = toChange(one, state);
    const last = changes.at(-1);
    if (last && last.kind === change.kind && seqOf(last) === seqOf(change))
      changes[changes.length - 1] = { ...change, prev: last.prev };
    else changes.push(change);
  }
  return changes;
}

const seqOf = (change: Change): number | null => ('seq' in change ? change.seq : null);

function toChange({ rev, id, kind, seq, overlay, poll }: KeptChange, state: ConversationState): Change {
  const { facts, members, head } = state;
  const base = { conversation: facts.id as ConversationId, prev: rev - 1, rev, id };
  if (kind === 'room')
    return facts.kind === 'room' ? { ...base, kind, room: toRoom(facts, members, 0) } : { ...base, kind: 'hidden' };
  // Of a message that does not exist any more there is nothing to tell.
  if (seq === null || seq < head.first) return { ...base, kind: 'hidden' };
  // Deleted since: what happened to it before no longer matters.
  if (overlay?.deleted) return { ...base, kind: 'delete', seq, deleted: true };
  switch (kind) {
    case 'edit':
      return overlay?.content === undefined || overlay.edited === undefined
        ? { ...base, kind: 'hidden' }
        : {
            ...base,
            kind,
            seq,
            content: overlay.content,
            edited: overlay.edited,
            ...(overlay.mentions && toWireCalls(overlay.mentions)),
          };
    case 'react':
      return { ...base, kind, seq, reactions: [...(overlay?.reactions ?? [])] };
    case 'links':
      return { ...base, kind, seq, links: toWireLinks(overlay?.links) };
    case 'pin':
      return { ...base, kind, seq, pinned: overlay?.pinned === true };
    case 'poll':
      return poll ? { ...base, kind, seq, poll: toWirePoll(poll, overlay?.votes) } : { ...base, kind: 'hidden' };
    case 'delete':
      return { ...base, kind, seq, deleted: true };
  }
}
