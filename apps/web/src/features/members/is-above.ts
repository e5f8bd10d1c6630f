import { can, type Entry, type Member } from '@rookery/protocol';

const ranks = { member: 0, moderator: 1, owner: 2 } as const;

/** Whether the reader stands above somebody: acts against people are for those who do. */
export const isAbove = ({ role = 'member' }: Entry, member: Member): boolean => ranks[role] > ranks[member.role];

/** Whether there is anything in the menu of a member. A guest who is a plain member is given no role. */
export const hasActions = (entry: Entry, member: Member): boolean =>
  (isAbove(entry, member) && (can(entry, 'mute') || can(entry, 'ban'))) ||
  (can(entry, 'roles') && (!member.user.guest || member.role !== 'member'));
