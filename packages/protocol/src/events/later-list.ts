import * as z from 'zod/mini';
import { later } from '../shapes/kept.ts';
import { clientEvent } from './define.ts';

export const laterList = clientEvent({
  name: 'later:list',
  about: 'All messages of the caller that are to be sent later, and those that could not be sent.',
  request: z.object({}),
  answer: z.object({ items: z.array(later) }),
  mayBeEmpty: true,
});
