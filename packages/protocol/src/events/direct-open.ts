import * as z from 'zod/mini';
import { conversationId } from '../ids.ts';
import { limits } from '../limits.ts';
import { seqOrZero } from '../numbers.ts';
import { head } from '../shapes/position.ts';
import { userRef } from '../text.ts';
import { clientEvent } from './define.ts';

export const directOpen = clientEvent({
  name: 'direct:open',
  about:
    'Opens the conversation with one other person, or the group conversation of several: there is one for each set of people, whoever opens it first.',
  request: z.object({ users: z.array(userRef).check(z.minLength(1), z.maxLength(limits.groupOthers)) }),
  answer: z.object({ conversation: conversationId, head, read: seqOrZero }),
});
