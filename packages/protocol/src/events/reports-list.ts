import * as z from 'zod/mini';
import { cursor, next } from '../cursor.ts';
import { conversationId } from '../ids.ts';
import { pageSize } from '../numbers.ts';
import { report } from '../shapes/report.ts';
import { clientEvent } from './define.ts';

export const reportsList = clientEvent({
  name: 'reports:list',
  about:
    'Reports that nobody has closed, the earliest first: of one conversation, with the threads under it, for who holds `delete_any` there, or for an admin; without one of the whole server, for admins. Those about one’s own messages are left out.',
  mayBeEmpty: true,
  request: z.object({
    conversation: z.optional(conversationId),
    cursor: z.optional(cursor),
    limit: z.optional(pageSize),
  }),
  answer: z.object({ reports: z.array(report), next }),
});
