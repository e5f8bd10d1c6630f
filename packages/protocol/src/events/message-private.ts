import * as z from 'zod/mini';
import { hasOneDirectTarget, directTargetFields } from '../target.ts';
import { clientId, conversationId } from '../ids.ts';
import { seq } from '../numbers.ts';
import { forwardField, hasContentOrFiles, sayingFields, silentField } from '../saying.ts';
import { sent } from './message-room.ts';
import { clientEvent } from './define.ts';

export const messagePrivate = clientEvent({
  name: 'message:private',
  about: 'Sends a message to a user; the direct conversation begins with the first one.',
  request: z
    .object({
      ...directTargetFields,
      ...sayingFields,
      ...silentField,
      ...forwardField,
      clientId: z.optional(clientId),
      replyTo: z.optional(seq),
    })
    .check(...hasOneDirectTarget, hasContentOrFiles),
  answer: z.object({ ...sent, conversation: conversationId }),
});
