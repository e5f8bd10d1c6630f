import type { ConversationId } from '@rookery/protocol';

/** Faults after which something is asked of such pages. */
export const lateStore = 'store of old messages that shows late what was written';
export const slowStore = 'slow store of old messages';

/** A page from far back that somebody asked for in mid-run. */
export type OldPageRecord = {
  readonly device: string;
  readonly conversation: ConversationId;
  /** The number after which it begins. */
  readonly after: number;
  readonly askedAt: number;
  readonly endedAt: number;
  /** 'read', or the code by which it was refused. */
  readonly outcome: string;
  /** What is left out in it, in words. */
  readonly gap: string | null;
};

/** A message as such a page has it, once for each way it was ever read. */
export type OldMessageRecord = {
  readonly device: string;
  readonly conversation: ConversationId;
  readonly seq: number;
  readonly id: string;
  readonly clientId: string | null;
  /** Null where it was changed since. */
  readonly content: string | null;
  /** When it was asked for. */
  readonly askedAt: number;
};
