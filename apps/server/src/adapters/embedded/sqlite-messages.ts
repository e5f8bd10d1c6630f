import type { ErrorCode } from '@rookery/protocol';
import type { CallName } from './worker/operations.ts';
import type { Announced } from './worker/transaction.ts';

/** What main thread and worker say to each other. */
export type WorkerSettings = { readonly file: string };

export type Call = { readonly id: number; readonly name: CallName; readonly args: readonly unknown[] };

export type ToWorker =
  | { readonly kind: 'calls'; readonly calls: readonly Call[]; readonly now: number }
  | { readonly kind: 'close' };

export type CallFailure = { readonly code: ErrorCode; readonly message: string; readonly field?: string | undefined };

export type Answered = { readonly id: number } & ({ readonly value: unknown } | { readonly failure: CallFailure });

export type ToMain =
  | { readonly kind: 'open' }
  | { readonly kind: 'failed'; readonly message: string; readonly isStartup: boolean }
  | {
      readonly kind: 'answers';
      readonly answers: readonly Answered[];
      /** What was committed with them, in the order of writing. */
      readonly announced: readonly Announced[];
      /** Why nothing can be written now; null when something was; left out where nothing was tried. */
      readonly fault?: string | null;
    };
