import type { ConversationId } from '@rookery/protocol';

/** How many belong to a room, and how many of them are online. No number says which of two is the later: it is the one that came last. */
export type RoomCounts = {
  readonly conversation: ConversationId;
  readonly members: number;
  readonly online: number;
};
