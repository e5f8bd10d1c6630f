import type { User } from '@rookery/protocol';
import type { Connection, ConnectionSession } from '../delivery/connection.ts';
import type { LocalHub } from '../delivery/local-hub.ts';
import type { Clock } from '../domain/clock.ts';
import type { Store } from '../ports/store.ts';
import type { PresenceWatches } from '../presence/presence-watches.ts';

/** What the use cases work with. */
export type App = {
  readonly store: Store;
  readonly hub: LocalHub;
  readonly watches: PresenceWatches;
  readonly clock: Clock;
};

/** Who asks: a connection that is signed in. */
export type Caller = { readonly connection: Connection; readonly user: User; readonly session: ConnectionSession };
