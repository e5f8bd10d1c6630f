import type { RunMode } from '../arguments.ts';

/** An exact edit of one source file, named from the part's `src`: `from` stands in it exactly once. */
type Edit = { readonly file: string; readonly from: string; readonly to: string };

/** A mistake that somebody could make, and who must notice it. */
export type PlantedBug = {
  readonly name: string;
  readonly what: string;
  /** Where it is planted. */
  readonly part: 'server' | 'client';
  readonly mode: RunMode;
  readonly edits: readonly Edit[];
  /** Checks of which at least one must fail. */
  readonly caughtBy: readonly string[];
  /** The faults that bring it out; empty: it comes out without any. */
  readonly faults: readonly string[];
  /** Within so many runs. */
  readonly runs: number;
};
