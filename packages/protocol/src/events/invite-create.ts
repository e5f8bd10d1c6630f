import * as z from 'zod/mini';
import { limits } from '../limits.ts';
import { invite, invitedRole } from '../shapes/invite.ts';
import { hasOneRoomTargetOrNone, roomTargetFields } from '../target.ts';
import { clientEvent } from './define.ts';

export const inviteCreate = clientEvent({
  name: 'invite:create',
  about:
    'Makes a link by which people come into a room (for its members; into a private one for those with the right `invite`), or, without a room, to the server (for its admins).',
  mayBeEmpty: true,
  request: z
    .object({
      ...roomTargetFields,
      uses: z.optional(z.int().check(z.gte(1), z.lte(limits.inviteUses))),
      expiresInMs: z.optional(z.int().check(z.gte(60_000), z.lte(limits.inviteMs))),
      role: z.optional(invitedRole),
    })
    .check(hasOneRoomTargetOrNone),
  answer: z.object({ invite }),
});
