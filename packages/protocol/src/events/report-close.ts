import * as z from 'zod/mini';
import { reason } from '../text.ts';
import { clientEvent } from './define.ts';
import { reportId } from '../shapes/report.ts';

export const reportClose = clientEvent({
  name: 'report:close',
  about:
    'Takes a report off the list, with a word of what was done about it. The copy of the message goes with it. One that is closed already, or that the caller may not list, is `not_found`.',
  request: z.object({ id: reportId, action: reason }),
  answer: z.object({}),
});
