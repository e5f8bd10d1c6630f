import type { App } from '../app/app.ts';
import { keepSessions } from '../app/keep-sessions.ts';
import { LocalHub } from '../delivery/local-hub.ts';
import type { Clock } from '../domain/clock.ts';
import type { Metrics } from '../ops/metrics.ts';
import type { Store } from '../ports/store.ts';
import { PresenceWatches } from '../presence/presence-watches.ts';

/** The server's core over a store: what the edges call, and what stops it. Needs no framework. */
export function compose(
  store: Store,
  clock: Clock,
  metrics: Metrics,
): { readonly app: App; readonly close: () => void } {
  const hub = new LocalHub(store, {
    heard: () => metrics.announcements.inc(),
    repaired: () => metrics.repairs.inc(),
    delivered: (receivers) => metrics.deliveries.inc(receivers),
    lagged: () => metrics.lagging.inc(),
    reset: () => metrics.resets.inc(),
  });
  const watches = new PresenceWatches(store.presence);
  const app: App = { store, hub, watches, clock };
  const stopKeeping = keepSessions(app);
  return {
    app,
    close: () => {
      stopKeeping();
      watches.close();
      hub.close();
    },
  };
}
