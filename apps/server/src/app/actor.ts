import type { User } from '@rookery/protocol';
import type { Connection } from '../delivery/connection.ts';
import type { Session } from '../domain/session.ts';

/** Who acts: a user, by one of her sessions. */
export type Actor = { readonly user: User; readonly session: Session };

/** How an actor's requests come in: by a socket, or each on its own by HTTP. */
export type WayIn = {
  /** Where they come from, as limits count it; null where nobody says. */
  readonly address: string | null;
  /** Runs such works of one way in one after the other, in the order of the requests. */
  inOrder<T>(work: () => Promise<T>): Promise<T>;
};

/** For operations whose beginning keeps the order of the requests. */
export type OrderedActor = Actor & { readonly way: WayIn };

/** A request that came over a connection. */
export type OverConnection = {
  readonly connection: Connection;
  /** A bare string, and no acknowledgement is wanted: this is how a classic client asks. */
  readonly isBare: boolean;
};

/** For the few operations that concern the connection itself. */
export type ConnectedActor = Actor & OverConnection;
