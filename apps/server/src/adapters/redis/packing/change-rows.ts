import type { ConversationId } from '@rookery/protocol';
import type { ConversationState } from '../../../domain/conversation.ts';
import type { LogChange } from '../../../domain/log.ts';
import { list, number, text } from '../reply.ts';
import type { Reply } from '../reply.ts';
import { toOverlay, toReactions } from './overlay.ts';

/** Rows of `changes_after`; several of one kind to one message in a row are gathered into one. */
export function toChanges(
  conversation: ConversationId,
  rows: Reply | undefined,
  after: number,
  state: ConversationState,
): LogChange[] {
  const changes: LogChange[] = [];
  let previous = after;
  for (const row of list(rows)) {
    const [rev, id, kind, seq, overlayReply, reactionRows] = list(row);
    const change: LogChange = {
      conversation,
      prev: previous === after ? number(rev) - 1 : previous,
      rev: number(rev),
      id: text(id),
      kind: text(kind) as LogChange['kind'],
    };
    previous = change.rev;
    if (change.kind === 'room') {
      if (state.facts.kind === 'room') {
        const { id: room, name, topic, visibility, createdAt } = state.facts;
        change.room = { id: room, name, topic, visibility, members: state.members, online: 0, createdAt };
      }
    } else {
      change.seq = number(seq);
      const overlay = toOverlay(overlayReply);
      if (overlay?.d !== undefined) {
        // Deleted since: what happened to it before no longer matters.
        change.kind = 'delete';
        change.deleted = true;
      } else if (change.kind === 'react')
        change.reactions = toReactions(reactionRows).map(({ emoji, count, users }) => ({ emoji, count, users }));
      else {
        if (overlay?.c !== undefined) change.content = overlay.c;
        if (overlay?.e !== undefined) change.edited = overlay.e;
      }
    }
    const last = changes.at(-1);
    if (last && last.kind === change.kind && last.seq === change.seq)
      changes[changes.length - 1] = { ...change, prev: last.prev };
    else changes.push(change);
  }
  return changes;
}
