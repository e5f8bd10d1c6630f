import { limits, protocolVersion } from '@rookery/protocol';
import type { App } from '../app/app.ts';
import { noteComing } from '../app/keep-digest.ts';
import { Connection } from '../delivery/connection.ts';
import { FlushSchedule } from '../delivery/flush-schedule.ts';
import type { Wire } from '../delivery/wire.ts';
import { fileLimitsOf, toldSettings } from '../domain/server-settings.ts';
import type { RateLimits } from '../limits/rate-limits.ts';
import type { Newcomer } from './handshake.ts';

/** Where a connection begins and ends, whatever carries it. */
export class Connections {
  readonly #app: App;
  readonly #limits: RateLimits;
  readonly #nodeName: string;
  readonly #schedule = new FlushSchedule();

  constructor(app: App, rateLimits: RateLimits, nodeName: string) {
    this.#app = app;
    this.#limits = rateLimits;
    this.#nodeName = nodeName;
  }

  /** Greets a newcomer over `wire`; from now on she hears her conversations. */
  welcome(wire: Wire, { user, session, pid, address }: Newcomer): Connection {
    const { hub, classics, ports } = this.#app;
    const connection = new Connection(wire, this.#schedule, pid, address ?? null);
    connection.user = user;
    connection.session = session;
    hub.connections.add(connection);
    connection.send('server:hello', {
      protocol: protocolVersion,
      node: this.#nodeName,
      time: ports.clock.now(),
      user,
      server: toldSettings(ports.keptSettings.known),
      ...(ports.pushSender ? { push: ports.pushSender.key } : {}),
      limits: { ...limits, ...fileLimitsOf(ports.keptSettings.known) },
    });
    if (user) hub.signIn(connection);
    if (user) noteComing(ports, user);
    if (connection.isClassic) classics.add(connection);
    return connection;
  }

  /** Its wire is gone. Idempotent. */
  forget(connection: Connection): void {
    this.#app.classics.remove(connection);
    this.#app.watches.forget(connection);
    this.#limits.forget(connection);
    this.#app.hub.remove(connection);
  }

  /** Nothing is written any more. */
  close(): void {
    this.#schedule.close();
  }
}
