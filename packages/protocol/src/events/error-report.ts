import * as z from 'zod/mini';
import { errorBody } from '../errors.ts';
import { serverEvent } from './define.ts';

export const errorReport = serverEvent({
  name: 'error:report',
  about: 'The failure of an event that was sent without an ack function.',
  payload: z.object({ event: z.string(), error: errorBody }),
});
