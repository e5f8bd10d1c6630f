import { inboxChange } from '../shapes/entry.ts';
import { serverEvent } from './define.ts';

export const inboxUpdate = serverEvent({
  name: 'inbox:update',
  about: 'A step of the user’s own small log: a conversation gained, lost, or read.',
  payload: inboxChange,
});
