import type { Invite } from '@rookery/protocol';
import type { Who } from '../domain/who.ts';
import type { CountedInvitation } from '../ports/invitations.ts';
import type { Ports } from './ports.ts';

/** As the wire has it. */
export const toInvite = (
  { inviteUrl }: Pick<Ports, 'inviteUrl'>,
  { code, room, by, role, uses, used, createdAt, expiresAt }: CountedInvitation,
  who: Who,
): Invite => ({
  code,
  url: inviteUrl(code),
  ...(room === null ? {} : { room }),
  by: who(by),
  createdAt,
  expiresAt,
  uses,
  used,
  ...(role === null ? {} : { role }),
});
