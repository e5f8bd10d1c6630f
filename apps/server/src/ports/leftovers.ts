/** When something counts as left over. Times in ms. */
export type LeftoverRules = {
  /** After a guest has signed out: what she had under way then is over. */
  readonly signedOutMs: number;
  /** After her last session has expired: the clock may have leapt. */
  readonly expiredMs: number;
  /** Until a guest who is gone, and stays because she has left a trace, is looked at again. */
  readonly againMs: number;
  /** For how long a room has to be without members that has never had a message. */
  readonly unusedRoomMs: number;
  /** The same of one in which something was said; null: it stays for good. */
  readonly emptyRoomMs: number | null;
};

export type SweptLeftovers = {
  /** Guests taken away, and rooms that were ended. */
  readonly guests: number;
  readonly rooms: number;
  /** This was a step of a pass that goes on. */
  readonly more: boolean;
};

/**
 * Finds and removes guests without a trace and rooms without members. A guest is *gone* when she has no session and can never sign in again. She then leaves her rooms, which
 * hears whoever is in them, and her invitations end. Where that leaves no *trace* of her (she has never belonged to, nor been invited to, a
 * conversation that still exists) she is taken away with her profile, her name and her inbox; else she stays, marked as gone (`deactivated`). A room that nobody is in is
 * ended with all that was said there; its name is free.
 *
 * - Atomic? That she has no session and no trace is tested in the step that closes her record: from then on nothing gives her a conversation.
 *   That nobody is in a room is tested in the step that ends it: from then on it does not exist for anybody. What hangs on either is
 *   taken away afterwards, and by the next pass where that was cut off.
 * - Idempotent: all. Several nodes may sweep at a time; on a shared store each part of it is one node's at a time.
 * - If it times out: throws `ChatError('unavailable')`; the next call goes on. - Cost: a step is bounded, and takes the writers a few ms.
 */
export interface Leftovers {
  /** One step of a pass over all there is. `now`: ms since the epoch, by the node's clock. */
  sweep(now: number, rules: LeftoverRules): Promise<SweptLeftovers>;
}
