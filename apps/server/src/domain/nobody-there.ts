import { ChatError } from '@rookery/protocol';

/** For an act that concerns somebody who has been taken away since she was looked up. */
export const nobodyThere = (): ChatError =>
  new ChatError('not_found', { field: 'user', message: 'This person is not here any more.' });
