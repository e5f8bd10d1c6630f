import * as z from 'zod/mini';
import { settings } from '../shapes/settings.ts';
import { clientEvent } from './define.ts';

export const settingsGet = clientEvent({
  name: 'settings:get',
  about: 'What the caller has chosen for herself, and whom she has blocked.',
  mayBeEmpty: true,
  request: z.object({}),
  answer: z.object({ settings }),
});
