import type { ErrorCode } from '@rookery/protocol';
import type { Task } from '../../domain/task.ts';
import type { CallName } from './worker/operations.ts';
import type { Announced } from './worker/transaction.ts';

/** What the main thread and the database's threads say to each other. */
/** `now`: ms since the epoch, by the node's clock. */
export type WorkerSettings = { readonly file: string } & (
  | { readonly role: 'writer'; readonly now: number }
  | { readonly role: 'reader' }
);

export type Call = { readonly id: number; readonly name: CallName; readonly args: readonly unknown[] };

/** `now`: ms since the epoch, by the node's clock. */
export type Calls = { readonly kind: 'calls'; readonly calls: readonly Call[]; readonly now: number };

export type ToWorker = Calls | { readonly kind: 'close' };

export type CallFailure = {
  readonly code: ErrorCode;
  readonly message: string;
  readonly field?: string | undefined;
  /** Of a refusal: a fault of the disk or of the code has none. */
  readonly retryAfterMs?: number | undefined;
};

export type Answer = { readonly id: number } & ({ readonly value: unknown } | { readonly failure: CallFailure });

export type Answers = {
  readonly kind: 'answers';
  readonly answers: readonly Answer[];
  /** What was committed with them, in the order of writing. A reader has nothing to announce. */
  readonly announced: readonly Announced[];
  /** What was made due with them. */
  readonly due?: readonly Task[];
  /** Why nothing can be written now; null when something was; left out where nothing was tried. */
  readonly fault?: string | null;
};

export type ToMain =
  | { readonly kind: 'open' }
  | { readonly kind: 'failed'; readonly message: string; readonly isStartup: boolean }
  | Answers;
