import type { Change, Message, UserId } from '@rookery/protocol';

/**
 * A message after a change to it. The same object where the message already includes the change. A change names at most 20 of those who
 * reacted with an emoji: while it names all, it says whether the reader is among them; beyond that, what was known of her before holds.
 * A kind that this client does not know leaves the message as it is: it only advances `rev`.
 */
export function applyChange(message: Message, change: Change, reader: UserId | null): Message {
  if (message.rev !== undefined && message.rev >= change.rev) return message;
  const next: Message = { ...message, rev: change.rev };
  switch (change.kind) {
    case 'edit':
      next.content = change.content;
      next.edited = change.edited;
      if (change.mentions?.length === 0) delete next.mentions;
      else if (change.mentions) next.mentions = change.mentions;
      if (change.mentions && !change.all) delete next.all;
      return next;
    case 'delete':
      next.deleted = true;
      for (const gone of [
        'content',
        'mentions',
        'all',
        'reactions',
        'mine',
        'files',
        'links',
        'poll',
        'pinned',
      ] as const)
        delete next[gone];
      return next;
    case 'react': {
      const before = new Set(message.mine);
      next.reactions = change.reactions;
      next.mine = change.reactions
        .filter(({ emoji, count, users }) =>
          reader !== null && users.includes(reader) ? true : count > users.length && before.has(emoji),
        )
        .map(({ emoji }) => emoji);
      return next;
    }
    case 'links':
      next.links = change.links;
      return next;
    case 'pin':
      if (change.pinned) next.pinned = true;
      else delete next.pinned;
      return next;
    case 'poll': {
      // What the reader chose is hers: a change that goes to all tells it only as far as it names people.
      const { options } = change.poll;
      const mine = options.flatMap(({ count, users }, index) => {
        if (users && reader && users.includes(reader)) return [index];
        return count > (users?.length ?? 0) && message.poll?.mine?.includes(index) ? [index] : [];
      });
      next.poll = { ...change.poll, mine };
      return next;
    }
    default:
      return next;
  }
}
