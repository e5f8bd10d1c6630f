import * as z from 'zod/mini';
import { serverSettings } from '../shapes/server-settings.ts';
import { clientEvent } from './define.ts';

/** Named in the protocol, and not there yet: who sets one is not to take it for set. */
const later = z.optional(z.never());

export const adminSettings = clientEvent({
  name: 'admin:settings',
  about: 'Reads what holds for the whole server, after changing what is given. For its admins.',
  mayBeEmpty: true,
  request: z.object({ ...z.partial(serverSettings).shape, retentionDays: later, fileBytes: later }),
  answer: z.object({ settings: serverSettings }),
});
