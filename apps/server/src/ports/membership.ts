import type { ConversationId, UserId } from '@rookery/protocol';
import type { ConversationState, Role } from '../domain/conversation.ts';
import type { Refusal } from '../domain/log.ts';
import type { Page } from '../domain/page.ts';
import type { Rights } from '../domain/rights.ts';

export type LookOutcome =
  | {
      readonly status: 'seen';
      readonly state: ConversationState;
      readonly role: Role | 'invited' | null;
      /** What she may do there now. */
      readonly rights: Rights;
    }
  | Refusal;

export type JoinOutcome =
  | {
      readonly status: 'joined' | 'already';
      readonly state: ConversationState;
      readonly role: Role;
      readonly read: number;
    }
  /** From a public room. To who is banned from a private one it does not exist. */
  | { readonly status: 'banned' }
  | Refusal;

/** A member in a list. */
export type MemberRow = {
  readonly user: UserId;
  readonly role: Role;
  /** The head when she joined: 0 where nothing had been said. */
  readonly joinedSeq: number;
  /** ms since the epoch, by the store's clock. */
  readonly joinedAt: number;
};

/** What a guest can be known by who has left her session behind: her folded name, and the address that she comes from, as limits count it; null where that is no person's own. */
export type GuestLook = { readonly name: string; readonly network: string | null };

/**
 * Who belongs to which conversation.
 *
 * - Atomic? Each call is, as others see it; rights are tested in the same step. A change of membership announces itself (`members`, and `inbox` to the user concerned).
 * - Idempotent: all.
 * - If it times out: throws `ChatError('unavailable')`; repeat.
 * - Cursors are opaque; one that cannot be read throws `ChatError('bad_request')`.
 */
export interface Membership {
  /** Facts and head for a member, an invited user, or, of a public room, anybody. */
  look(conversation: ConversationId, by: UserId): Promise<LookOutcome>;
  /**
   * A public room, or a private one that she was invited to; who is banned from it is refused. Sets `read` to the head of that moment. Where a room has no owner, whoever has been in it for
   * longest becomes one. `hasAccount`: what the stores that do not know her profile in that step go by. A guest who looks like one who is banned or muted here is so too. [ROOM-23]
   */
  join(
    room: ConversationId,
    user: UserId,
    at: number,
    hasAccount?: boolean,
    guest?: GuestLook | null,
  ): Promise<JoinOutcome>;
  /**
   * Also declines an invitation; her log says `left`. With the last owner's leaving the moderator who has been in it for longest becomes owner, else a member
   * with an account, else a guest.
   * Direct conversations are not left: refused as `forbidden`. A group is out of her inbox until the next message is appended to it, and she stays one of its people.
   */
  leave(room: ConversationId, user: UserId): Promise<{ readonly status: 'left' } | Refusal>;
  /** `needs`: what `by` has to hold. Someone who is a member already stays one. Who is banned is not invited: `banned`. */
  invite(
    room: ConversationId,
    by: UserId,
    needs: Rights,
    user: UserId,
    at: number,
  ): Promise<{ readonly status: 'invited' | 'banned' } | Refusal>;
  /** `needs`: what `by` has to hold. The other's log says who removed her. `not-a-member` where there is nobody to remove, `not-lower` where `by` does not stand higher. */
  remove(
    room: ConversationId,
    by: UserId,
    needs: Rights,
    user: UserId,
  ): Promise<{ readonly status: 'removed' | 'not-a-member' | 'not-lower' } | Refusal>;
  /** By role, owners first, then by joining. For members only. */
  members(
    conversation: ConversationId,
    reader: UserId,
    cursor: string | undefined,
    limit: number,
  ): Promise<({ readonly status: 'page' } & Page<MemberRow>) | Refusal>;
  /** Of those of `users` who are members now: the first number that exists for each. */
  firstsOf(conversation: ConversationId, users: readonly UserId[]): Promise<ReadonlyMap<UserId, number>>;
  /** Those of `users` who are members now. */
  membersAmong(conversation: ConversationId, users: readonly UserId[]): Promise<ReadonlySet<UserId>>;
}
