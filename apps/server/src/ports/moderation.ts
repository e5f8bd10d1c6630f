import type { ConversationId, UserId } from '@rookery/protocol';
import type { Role } from '../domain/conversation.ts';
import type { Refusal } from '../domain/log.ts';
import type { Page } from '../domain/page.ts';
import type { Rights } from '../domain/rights.ts';

/** Who is acted against, and whether she has an account: what the stores that do not know her profile in that step go by. */
export type RoleGiven = { readonly user: UserId; readonly hasAccount: boolean; readonly role: Role };

/** `until`: ms since the epoch by the store's clock; of a ban null: for good; of a mute null: it is lifted. */
export type Sanction = {
  readonly until: number | null;
  readonly reason: string | null;
  /** The folded name of a guest: the mute or ban binds guests of that name too, and, for `networkBoundMs`, those who join from where she last joined from. */
  readonly guestName?: string | null;
};

export const networkBoundMs = 24 * 3_600_000;

/** A ban in a list. Times in ms since the epoch. */
export type BanRow = {
  readonly user: UserId;
  readonly by: UserId;
  readonly at: number;
  readonly until: number | null;
  readonly reason: string | null;
};

/** What somebody may do in a conversation now. */
export type HeldNow = { readonly rights: Rights; readonly mutedUntil?: number | undefined };

/** `not-lower`: whoever is acted against does not stand lower. `too-many`: the room keeps as many as it can. */
type Sanctioned<Done extends string> = { readonly status: Done | 'not-lower' | 'too-many' } | Refusal;

/** Mutes, and bans, that a room keeps: those that are over make room. */
export const sanctionsKept = 10_000;

/**
 * Power over the members of a room.
 *
 * - Atomic? Each act is, with the test of the rights that it needs and of who stands higher; it holds for the very next act of the one concerned.
 *   A change of her role, and a mute, is also a step of her own log, which follows before the act resolves.
 * - Idempotent: all.
 * - If it times out: throws `ChatError('unavailable')`; repeat. - Cost: O(1); a page O(limit); `heldBy` O(users).
 * - Cursors are opaque; one that cannot be read throws `ChatError('bad_request')`.
 */
export interface Moderation {
  /**
   * `no-account`: a guest is raised to nothing. `last-owner`: she is the last, and would be none any more. Whoever is no owner gives and takes only
   * roles below their own: else `not-lower`.
   */
  setRole(
    room: ConversationId,
    by: UserId,
    needs: Rights,
    given: RoleGiven,
  ): Promise<{ readonly status: 'set' | 'not-a-member' | 'no-account' | 'last-owner' | 'not-lower' } | Refusal>;
  /** Also of somebody who is no member (now). */
  mute(room: ConversationId, by: UserId, needs: Rights, user: UserId, mute: Sanction): Promise<Sanctioned<'muted'>>;
  /** Ends her membership, or invitation, and keeps her from joining and from being invited. Her log says `banned` and by whom. */
  ban(room: ConversationId, by: UserId, needs: Rights, user: UserId, ban: Sanction): Promise<Sanctioned<'banned'>>;
  /** Also where there is no ban. */
  unban(
    room: ConversationId,
    by: UserId,
    needs: Rights,
    user: UserId,
  ): Promise<{ readonly status: 'unbanned' } | Refusal>;
  /** The earliest first; those that are over are left out. */
  bans(
    room: ConversationId,
    reader: UserId,
    needs: Rights,
    cursor: string | undefined,
    limit: number,
  ): Promise<({ readonly status: 'page' } & Page<BanRow>) | Refusal>;
  /** She has made an account: from now on all her rooms know it. Each line that reads otherwise by it is a step of her log. Cost: O(her rooms). */
  knowAccount(user: UserId): Promise<void>;
  /** Of those of `users` who are members. */
  heldBy(conversation: ConversationId, users: readonly UserId[]): Promise<ReadonlyMap<UserId, HeldNow>>;
}
