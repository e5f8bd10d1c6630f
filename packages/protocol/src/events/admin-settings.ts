import * as z from 'zod/mini';
import { adminSettingsShape } from '../shapes/server-settings.ts';
import { clientEvent } from './define.ts';

/** Named in the protocol, and not there yet: who sets one is not to take it for set. */
const later = z.optional(z.never());

export const adminSettings = clientEvent({
  name: 'admin:settings',
  about: 'Reads what holds for the whole server, after changing what is given. For its admins.',
  mayBeEmpty: true,
  request: z.object({ ...z.partial(adminSettingsShape).shape, retentionDays: later }),
  answer: z.object({ settings: adminSettingsShape }),
});
