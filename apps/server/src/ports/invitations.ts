import type { RoomId, ServerRole, UserId } from '@rookery/protocol';

/** Times are ms since the epoch, by the clock of the node that made it. */
export type Invitation = {
  readonly code: string;
  /** Null: to the server. */
  readonly room: RoomId | null;
  readonly by: UserId;
  /** Of one to the server: what an account made with it is there. */
  readonly role: ServerRole | null;
  /** How many people may use it; null: as many as like. */
  readonly uses: number | null;
  readonly createdAt: number;
  readonly expiresAt: number;
};

/** `used`: how many people have used it. */
export type CountedInvitation = Invitation & { readonly used: number };

/** `isFirst`: it was her who used it up by one, in this attempt. */
export type Redemption = { readonly invitation: CountedInvitation; readonly isFirst: boolean };

/**
 * Links by which people come in. They go by themselves when they expire.
 *
 * - Atomic? Each call; of `create` the place in the list comes before the invitation itself. - Ordered? No.
 * - Idempotent? All; `redeem` by its `attempt`. - Durable? What writes is, before it resolves.
 * - If it times out: throws `ChatError('unavailable')`; repeat. - Cost: one or two writes or reads; `list` as many as there are in the place (at most `limits.invitesPerPlace`).
 */
export interface Invitations {
  /** `too-many`: its room, or the server, has `limits.invitesPerPlace` that have not expired. */
  create(invitation: Invitation, now: number): Promise<'created' | 'too-many'>;
  /** Also one that is used up. Null where it has expired, was revoked, or never was. */
  find(code: string, now: number): Promise<CountedInvitation | null>;
  /** Those into the room, or to the server, in no order. */
  list(room: RoomId | null, now: number): Promise<readonly CountedInvitation[]>;
  revoke(invitation: Pick<Invitation, 'code' | 'room'>): Promise<void>;
  /**
   * She uses it: counted once for each person, however often. Null where nobody can, or others have used it up. `attempt`: a word of its own, the same
   * where it is repeated.
   */
  redeem(code: string, user: UserId, attempt: string, now: number): Promise<Redemption | null>;
  /** What she came for was not to be had: it counts as not used by her. Nothing to do where she has not used it. */
  giveBack(code: string, user: UserId): Promise<void>;
}
