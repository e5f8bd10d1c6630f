import type { Role } from '../../domain/conversation.ts';

/** How a role begins a member's value in the hash `m`. Scripts answer 'i' for an invitation, '' for nothing. */
export const roleMarks: Readonly<Record<Role, string>> = { owner: 'o', member: 'm' };

export function toRole(mark: string): Role | 'invited' | null {
  switch (mark) {
    case 'o':
      return 'owner';
    case 'm':
      return 'member';
    case 'i':
      return 'invited';
    default:
      return null;
  }
}

/** Of somebody who is known to be a member. */
export function toMemberRole(mark: string): Role {
  const role = toRole(mark);
  if (role === null || role === 'invited') throw new Error(`a member without a role: ${mark}`);
  return role;
}
