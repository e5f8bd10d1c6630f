import type { AnswerOf } from '@rookery/protocol';
import type { OutboxEntry } from './outbox-storage.ts';

/** The server's yes. */
export type Sent = AnswerOf<'message:room'> & Partial<Pick<AnswerOf<'message:private'>, 'conversation'>>;

/** How an entry fares. `expired`: older than the server remembers `clientId`s, so the person is asked before it goes out. */
export type OutboxState =
  | { readonly state: 'sending' }
  /** Its files are on their way. What is written after it does not wait for them: it takes its place when its last byte is there. */
  | { readonly state: 'uploading' }
  | { readonly state: 'sent'; readonly sent: Sent }
  | {
      readonly state: 'failed';
      readonly code: string;
      readonly message: string;
      readonly retryAfterMs?: number | undefined;
    }
  | { readonly state: 'expired' };

/** A message that is on its way, and how it fares. */
export type OutboxItem = { readonly entry: OutboxEntry; readonly status: OutboxState };
