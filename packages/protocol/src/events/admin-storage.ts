import * as z from 'zod/mini';
import { storeUse } from '../shapes/store-use.ts';
import { clientEvent } from './define.ts';

export const adminStorage = clientEvent({
  name: 'admin:storage',
  about: 'How much the server keeps, and what it takes. For its admins.',
  mayBeEmpty: true,
  request: z.object({}),
  answer: z.object({ storage: storeUse }),
});
