/** For how many days, and how many, messages of a conversation are kept; null: for good, and all. */
export type RetentionRules = { readonly days: number | null; readonly messages: number | null };

type OfRoom = { readonly retentionDays?: number | undefined; readonly retentionMessages?: number | undefined };

const least = (one: number | null, other: number | undefined): number | null =>
  one === null ? (other ?? null) : Math.min(one, other ?? one);

/** What holds in a room: the less of what the server and the room itself say. */
export const rulesWithin = (server: RetentionRules, room: OfRoom): RetentionRules => ({
  days: least(server.days, room.retentionDays),
  messages: least(server.messages, room.retentionMessages),
});
