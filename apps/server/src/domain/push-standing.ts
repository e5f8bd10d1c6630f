import type { Notify, QuietHours, UserId } from '@rookery/protocol';

/** What says whether somebody is to be pushed to. */
export type PushStanding = {
  readonly user: UserId;
  /** Up to where she has read, in terms of the life of the log that was named; null: she does not have it in her inbox, or does not follow the thread. */
  readonly read: number | null;
  /** What she wants to be told of there, of a thread in its parent, and where she says nothing else. */
  readonly own: Notify | null;
  readonly outer: Notify | null;
  readonly usual: Notify | null;
  readonly quietHours: QuietHours | null;
  /** Devices that she has named; whether their sessions live is not looked at. */
  readonly devices: number;
};
