import type { Notify, Settings, SettingsChange, UserId } from '@rookery/protocol';

/** Also what an event of its own changes. */
export type ChoicesChange = SettingsChange & { readonly notify?: Notify };

/**
 * What a person has chosen for herself, and whom she has blocked.
 *
 * - Atomic? `change` and `settings` are. A block is noted among hers first, then in the slot of the direct conversation of the two, where every append tests it in
 *   its own step: also before there is such a conversation. Two acts of hers on one person come out in one order in both places.
 * - Ordered? By the store: of two that change the same field the later one wins. Each announces itself to her (`settings`).
 * - Idempotent: all. - Durable? What writes is, before it resolves: a block holds for the blocked one's very next act on any node.
 * - If it times out: throws `ChatError('unavailable')`; the block may hold or not until it is repeated.
 * - Cost: one read or write, `block` two on the cluster.
 */
export interface Privacy {
  settings(user: UserId): Promise<Settings>;
  /** Answers them as they are after it. */
  change(user: UserId, change: ChoicesChange): Promise<Settings>;
  /** `too-many`: she has blocked `limits.blockedUsers` already. */
  block(by: UserId, user: UserId, on: boolean): Promise<'done' | 'too-many'>;
}
