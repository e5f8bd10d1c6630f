import type { Moving } from './moving.ts';
import { StartupError } from './startup-error.ts';

/** The store was moved away, and refuses for good: where it is served now, it says. */
export class MovedError extends StartupError {
  readonly moved: Extract<Moving, { state: 'moved' }>;

  constructor(dataDir: string, moved: Extract<Moving, { state: 'moved' }>) {
    super(
      `What was in ${dataDir} was moved to the cluster at ${moved.to.url} on ${new Date(moved.at).toISOString()}, and is served there alone: start the nodes of that cluster. This directory is no longer needed.`,
    );
    this.moved = moved;
  }
}
