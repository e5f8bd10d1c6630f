import type { ConversationId, UserId } from '@rookery/protocol';

/** A session that has ended by an act that was acknowledged: `how` goes on from "who", `rule` says so. */
export type EndedRecord = {
  readonly user: UserId;
  readonly username: string;
  readonly token: string;
  readonly how: string;
  readonly rule: string;
  readonly endedAt: number;
};

/** Somebody has to be a member of a room from an acknowledged act on, or must not be: `how` goes on from "who". */
export type BelongingRecord = {
  readonly user: UserId;
  readonly username: string;
  readonly conversation: ConversationId;
  readonly isMember: boolean;
  readonly how: string;
  readonly rule: string;
  readonly since: number;
};

/** An invitation that more people used than it is for, all at once. `accepted`: of whom that was acknowledged; `isSettled`: all others were refused for good. */
export type InvitationRecord = {
  readonly conversation: ConversationId;
  readonly uses: number;
  readonly askedAt: number;
  readonly accepted: readonly UserId[];
  readonly isSettled: boolean;
};

/** Somebody deleted her account, which was acknowledged. */
export type ClosedRecord = { readonly user: UserId; readonly username: string; readonly at: number };

/** Somebody was refused for good what an acknowledged act gave her; `what` goes on from her name. */
export type ShutOutRecord = {
  readonly user: UserId;
  readonly username: string;
  readonly rule: string;
  readonly askedAt: number;
  readonly what: string;
};
