import type { ClassicLists } from '../delivery/classic-lists.ts';
import type { LocalHub } from '../delivery/local-hub.ts';
import type { PresenceWatches } from '../presence/presence-watches.ts';
import type { Ports } from './ports.ts';

/** The server's core, as its edges see it. */
export type App = {
  readonly ports: Ports;
  readonly hub: LocalHub;
  readonly watches: PresenceWatches;
  readonly classics: ClassicLists;
};
