import type { Level } from '@rookery/protocol';
import type { Role } from '../../domain/conversation.ts';
import { levelOf } from '../../domain/rights.ts';

/**
 * How a level begins a member's value in the hash `m`. Scripts answer 'i' for an invitation, '' for nothing. Whether a plain member has an account stands there,
 * too, because her profile lives in another slot: it is written when she joins, and joining again brings it up to date.
 */
export const levelMarks: Readonly<Record<Level, string>> = { owner: 'o', moderator: 'd', member: 'a', guest: 'm' };
const levelsByMark = new Map(Object.entries(levelMarks).map(([level, mark]) => [mark, level as Level]));

export const markOf = (role: Role, hasAccount: boolean): string => levelMarks[levelOf(role, hasAccount)];

export const toLevel = (mark: string): Level | 'invited' | null =>
  mark === 'i' ? 'invited' : (levelsByMark.get(mark) ?? null);

export function toRole(mark: string): Role | 'invited' | null {
  const level = toLevel(mark);
  return level === 'guest' ? 'member' : level;
}

/** Of somebody who is known to be a member. */
export function toMemberRole(mark: string): Role {
  const role = toRole(mark);
  if (role === null || role === 'invited') throw new Error(`a member without a role: ${mark}`);
  return role;
}
