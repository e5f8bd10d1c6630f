import { draft } from '../shapes/kept.ts';
import { serverEvent } from './define.ts';

export const draftUpdate = serverEvent({
  name: 'draft:update',
  about:
    'What the person has written in a conversation on another device and not sent yet; an empty text: nothing any more.',
  payload: draft,
});
