import type { InvitedRole } from '@rookery/protocol';

/** What an account made by a link is called. */
export const roleWords: Readonly<Record<InvitedRole, string>> = {
  member: 'link.role.member',
  admin: 'link.role.admin',
  owner: 'link.role.owner',
};
