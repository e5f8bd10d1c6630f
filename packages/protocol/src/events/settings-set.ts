import * as z from 'zod/mini';
import { settings, settingsChange } from '../shapes/settings.ts';
import { clientEvent } from './define.ts';

export const settingsSet = clientEvent({
  name: 'settings:set',
  about:
    'Changes what is given; of two devices the later one by the server’s order wins, field by field. All devices are told by `settings:update`.',
  request: settingsChange,
  answer: z.object({ settings }),
});
