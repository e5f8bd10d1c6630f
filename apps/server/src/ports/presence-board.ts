import type { ConversationId, Presence, UserId } from '@rookery/protocol';

/**
 * Who is online, by leases: a node says which users it has and renews that; what is not renewed lapses (≤ 15 s), so a dead node
 * leaves no ghosts. A user is online while any node has her.
 *
 * - Atomic per user. - Ordered: no; the latest state is what counts. - Idempotent: all.
 * - If it times out: writes are repeated by the next renewal; reads throw `ChatError('unavailable')`.
 * - Cost: O(changes) and O(users of a node) a renewal; never O(users²).
 */
export interface PresenceBoard {
  /** This node now has (or no longer has) a connection of the user. Fire and forget; gathered. */
  set(user: UserId, online: boolean): void;
  states(users: readonly UserId[]): Promise<readonly Presence[]>;
  /** Changes of any user on any node, gathered (≥ 1 call a second at most); returns what stops it. */
  onChange(listener: (changes: readonly Presence[]) => void): () => void;
  /** This node's number of members online in a conversation; 0 forgets it. Fire and forget; gathered. */
  setOnlineIn(conversation: ConversationId, online: number): void;
  /** Sums over the nodes, seconds old. */
  onlineIn(conversations: readonly ConversationId[]): Promise<readonly number[]>;
  /** All users online, at most `limit`, for classic clients' lists. */
  onlineUsers(limit: number): Promise<readonly UserId[]>;
  /** Gives the node's leases back. Idempotent. */
  close(): Promise<void>;
}
