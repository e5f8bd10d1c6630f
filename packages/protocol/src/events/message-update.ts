import { change } from '../shapes/change.ts';
import { serverEvent } from './define.ts';

export const messageUpdate = serverEvent({
  name: 'message:update',
  about: 'A later change to a conversation.',
  payload: change,
});
