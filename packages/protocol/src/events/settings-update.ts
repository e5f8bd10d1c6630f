import * as z from 'zod/mini';
import { settings } from '../shapes/settings.ts';
import { serverEvent } from './define.ts';

export const settingsUpdate = serverEvent({
  name: 'settings:update',
  about: 'The person’s settings as they are now, on each of her devices: she has changed them, or blocked somebody.',
  payload: z.object({ settings }),
});
