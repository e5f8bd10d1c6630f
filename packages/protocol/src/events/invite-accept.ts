import * as z from 'zod/mini';
import { inviteCode } from '../shapes/invite.ts';
import { room } from '../shapes/room.ts';
import { clientEvent } from './define.ts';

export const inviteAccept = clientEvent({
  name: 'invite:accept',
  about:
    'Joins the room of an invitation; one to the server asks nothing more of who is in. A code that is used up, expired, revoked or unknown is `not_found`, all alike. Again by the same person it uses nothing up.',
  request: z.object({ code: inviteCode }),
  answer: z.object({ room: z.optional(room) }),
});
