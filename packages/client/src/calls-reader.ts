import type { Message, UserId } from '@rookery/protocol';

/** Whether a message calls the reader, by name or with all. Nobody calls herself. */
export const callsReader = (
  { user, mentions, all }: Pick<Message, 'user' | 'mentions' | 'all'>,
  reader: UserId | null,
): boolean => reader !== null && user.id !== reader && (all === true || mentions?.includes(reader) === true);
