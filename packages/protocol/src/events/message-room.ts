import * as z from 'zod/mini';
import { hasOneRoomTarget, roomOrThreadFields } from '../target.ts';
import { clientId, messageId } from '../ids.ts';
import { seq, timeMs } from '../numbers.ts';
import { forwardField, hasContentOrFiles, sayingFields, silentField } from '../saying.ts';
import { clientEvent } from './define.ts';

/** What the ack of a send holds. */
export const sent = {
  id: messageId,
  seq,
  at: timeMs,
  /** This `clientId` was sent before; the rest of the ack is the first one’s. */
  duplicate: z.boolean(),
  /** Accepted while the shard has no second copy. */
  degraded: z.optional(z.literal(true)),
};

export const messageRoom = clientEvent({
  name: 'message:room',
  about: 'Sends a message to a room, or to a thread.',
  request: z
    .object({
      ...roomOrThreadFields,
      ...sayingFields,
      ...silentField,
      ...forwardField,
      clientId: z.optional(clientId),
      replyTo: z.optional(seq),
      alsoInParent: z.optional(z.boolean()),
    })
    .check(...hasOneRoomTarget, hasContentOrFiles),
  answer: z.object(sent),
});
