import * as z from 'zod/mini';
import { adminSettingsShape } from '../shapes/server-settings.ts';
import { clientEvent } from './define.ts';

export const adminSettings = clientEvent({
  name: 'admin:settings',
  about: 'Reads what holds for the whole server, after changing what is given. For its admins.',
  mayBeEmpty: true,
  request: z.partial(adminSettingsShape),
  answer: z.object({ settings: adminSettingsShape }),
});
