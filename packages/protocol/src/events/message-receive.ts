import { message } from '../shapes/message.ts';
import { serverEvent } from './define.ts';

export const messageReceive = serverEvent({
  name: 'message:receive',
  about: 'A new message in one of the user’s conversations, in rising `seq`.',
  payload: message,
});
