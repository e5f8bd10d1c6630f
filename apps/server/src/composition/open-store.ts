import { openEmbeddedStore } from '../adapters/embedded/open-store.ts';
import type { Config } from '../config/env.ts';
import type { Clock } from '../domain/clock.ts';
import { StartupError } from '../domain/startup-error.ts';
import type { Log } from '../ops/log.ts';
import type { Store } from '../ports/store.ts';

/** The one place that picks adapters. */
export function openStore(config: Config, clock: Clock, log: Log): Promise<Store> {
  if (config.redis)
    throw new StartupError('REDIS_NODES is set, but this version has the embedded store only: unset it to start.');
  return openEmbeddedStore({ dataDir: config.dataDir, clock, log });
}
