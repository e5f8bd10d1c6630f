import type { DepartureReason, UserId } from '@rookery/protocol';

/** Why somebody no longer belongs to a conversation. `by`: who did it, unless she did it herself. */
export type Departure = { readonly why: DepartureReason; readonly by?: UserId };

/** Of a membership that `by` ends: who removes herself has left. */
export const departureOf = (user: UserId, by: UserId): Departure =>
  user === by ? { why: 'left' } : { why: 'removed', by };

/** Of a conversation that somebody ended for everybody. */
export const deletedBy = (by: UserId, user: UserId): Departure =>
  user === by ? { why: 'deleted' } : { why: 'deleted', by };
