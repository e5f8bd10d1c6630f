import type { ConversationId, Message } from '@rookery/protocol';

/** One backup, with all attempts that it took. */
export type BackupRecord = {
  readonly number: number;
  /** When its first attempt began: all that was acknowledged before is in it. */
  readonly begunAt: number;
  /** When the attempt that made it whole had ended: nothing that was asked for later is in it. Null where none did. */
  endedAt: number | null;
  /** Attempts that were killed, and what they had written by then. */
  readonly killed: string[];
  /** What the last attempt said that failed by itself. */
  failure: string | null;
};

export type RestoredLog = { readonly headSeq: number; readonly messages: readonly Message[] };

/** What the last backup gives whoever restores it into an empty store and starts a server there. */
export type RestoredRecord = {
  /** Of `verify-archive` and `restore`: what they said where they did not succeed. */
  readonly failure: string | null;
  /** By each that somebody may read there who may read it in the end. */
  readonly logs: ReadonlyMap<ConversationId, RestoredLog>;
};
