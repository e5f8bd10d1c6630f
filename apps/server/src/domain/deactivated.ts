import { ChatError } from '@rookery/protocol';

/** To whoever would begin a session of somebody who is deactivated. */
export const deactivated = (): ChatError =>
  new ChatError('unauthorized', { message: 'This account is deactivated: ask whoever runs the server.' });
