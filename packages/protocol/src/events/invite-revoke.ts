import * as z from 'zod/mini';
import { inviteCode } from '../shapes/invite.ts';
import { clientEvent } from './define.ts';

export const inviteRevoke = clientEvent({
  name: 'invite:revoke',
  about: 'Ends an invitation: for whoever made it, moderators of its room, and admins where it is to the server.',
  request: z.object({ code: inviteCode }),
  answer: z.object({}),
});
