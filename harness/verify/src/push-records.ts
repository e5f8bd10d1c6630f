import type { ConversationId, UserId } from '@rookery/protocol';

/** A message that is pushed to everybody who does not read it in time. `seq` and `ackedAt` are null until it is acknowledged. */
export type CallRecord = {
  readonly device: string;
  readonly conversation: ConversationId;
  readonly content: string;
  readonly askedAt: number;
  seq: number | null;
  ackedAt: number | null;
};

/** Somebody who wants every message of a room pushed to her device, and what came for it, as the device reads it. */
export type ListenerRecord = {
  readonly name: string;
  readonly user: UserId;
  readonly pushes: {
    readonly at: number;
    readonly body: string;
    readonly tag: string;
    readonly topic: string;
  }[];
};
