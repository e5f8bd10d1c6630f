import { ChatError } from '@rookery/protocol';

/** For a cursor that cannot be read, or whose place in the list is gone. */
export const unreadableCursor = (): ChatError =>
  new ChatError('bad_request', { field: 'cursor', message: 'This cursor has expired: start again without one.' });
