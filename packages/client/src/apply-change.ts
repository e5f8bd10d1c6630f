import type { Change, Message, UserId } from '@rookery/protocol';

/**
 * A message after a change to it. The same object where the message already includes the change. A change names at most 20 of those who
 * reacted with an emoji: while it names all, it says whether the reader is among them; beyond that, what was known of her before holds.
 */
export function applyChange(message: Message, change: Change, reader: UserId | null): Message {
  if (message.rev !== undefined && message.rev >= change.rev) return message;
  const next: Message = { ...message, rev: change.rev };
  if (change.content !== undefined) next.content = change.content;
  if (change.edited !== undefined) next.edited = change.edited;
  if (change.deleted) {
    next.deleted = true;
    delete next.content;
    delete next.reactions;
    delete next.mine;
  } else if (change.reactions) {
    const before = new Set(message.mine);
    next.reactions = change.reactions;
    next.mine = change.reactions
      .filter(({ emoji, count, users }) =>
        reader !== null && users.includes(reader) ? true : count > users.length && before.has(emoji),
      )
      .map(({ emoji }) => emoji);
  }
  return next;
}
