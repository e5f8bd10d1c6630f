import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import { Inject } from '@nestjs/common';
import { WebSocketGateway } from '@nestjs/websockets';
import type { OnGatewayInit } from '@nestjs/websockets';
import { ChatError, asSessionToken, handshakeAuth, limits, protocolVersion } from '@rookery/protocol';
import type { User } from '@rookery/protocol';
import * as z from 'zod';
import type { Server, Socket } from 'socket.io';
import type { App } from '../app/app.ts';
import { newWord } from '../domain/new-id.ts';
import { resumeClassic, resumeSession } from '../app/resume-session.ts';
import type { Config } from '../config/env.ts';
import { Connection } from '../delivery/connection.ts';
import type { ConnectionSession } from '../delivery/connection.ts';
import { FlushSchedule } from '../delivery/flush-schedule.ts';
import { RateLimits } from '../limits/rate-limits.ts';
import type { Log } from '../ops/log.ts';
import type { Metrics } from '../ops/metrics.ts';
import { QuietCollection } from '../ops/quiet-collection.ts';
import { Admission } from './admission.ts';
import { ClassicLists } from './classic-lists.ts';
import { Dispatcher } from './dispatcher.ts';
import { FirstRequests } from './first-requests.ts';
import { Heartbeat } from './heartbeat.ts';
import { settle } from './lean-socket.ts';
import { pings } from './rookery-io-adapter.ts';
import { SocketWire, closeWithin } from './socket-wire.ts';
import { tokens } from './tokens.ts';

/** What the goodbye may take. */
const goodbyeMs = 500;

/** Whom a handshake turned out to be. */
type Admitted = { readonly user: User | null; readonly session: ConnectionSession | null };

/** A socket as the gateway marks it: `data` is its connection. */
type ChatSocket = Omit<Socket, 'data'> & { data: Connection; onevent: unknown; readonly pid: string };

function onError(this: Socket): void {
  this.disconnect(true);
}

/** The Socket.IO edge: handshakes, and one listener per socket. */
@WebSocketGateway()
export class ChatGateway implements OnGatewayInit<Server> {
  readonly #app: App;
  readonly #config: Config;
  readonly #metrics: Metrics;
  readonly #log: Log;
  readonly #limits: RateLimits;
  readonly #firstRequests = new FirstRequests();
  readonly #admission = new Admission();
  readonly #schedule = new FlushSchedule();
  readonly #classics: ClassicLists;
  readonly #collection: QuietCollection;
  readonly #dispatcher: Dispatcher;
  readonly #admitted = new WeakMap<Socket, Admitted>();
  readonly #heartbeat = new Heartbeat(pings.intervalMs, pings.timeoutMs);
  readonly #onEvent: (this: ChatSocket, packet: { readonly data?: unknown; readonly id?: number }) => void;
  readonly #onDisconnect: (this: ChatSocket) => void;
  #server: Server | null = null;

  constructor(
    @Inject(tokens.app) app: App,
    @Inject(tokens.config) config: Config,
    @Inject(tokens.metrics) metrics: Metrics,
    @Inject(tokens.log) log: Log,
  ) {
    this.#app = app;
    this.#config = config;
    this.#metrics = metrics;
    this.#log = log;
    this.#limits = new RateLimits(config.rateLimits);
    this.#collection = new QuietCollection(log);
    this.#classics = new ClassicLists(app, log);
    this.#dispatcher = new Dispatcher(app, this.#limits, metrics, log, this.#classics);
    const dispatcher = this.#dispatcher;
    this.#onEvent = function ({ data, id }) {
      dispatcher.receive(this.data, this.pid, data, id);
    };
    const forget = (connection: Connection): void => this.#forget(connection);
    this.#onDisconnect = function () {
      forget(this.data);
    };
  }

  afterInit(server: Server): void {
    this.#server = server;
    this.#firstRequests.watch(server.httpServer as HttpServer);
    server.engine.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
      if (new URL(request.url ?? '/', 'http://node').searchParams.has('sid')) return next();
      this.#admission.enter(request, (mayEnter) => {
        if (mayEnter) return next();
        // NGINX tries the next node.
        response.writeHead(503, { 'retry-after': '1' });
        response.end();
      });
    });
    server.use((socket, next) => {
      this.#admission
        .recognise(() => this.#authenticate(socket))
        .then(
          (admitted) => {
            this.#admitted.set(socket, admitted);
            next();
          },
          (error: unknown) => next(this.#refusal(error)),
        );
    });
    server.on('connection', (socket) => this.#welcome(socket));
  }

  async #authenticate(socket: Socket): Promise<Admitted> {
    const parsed = z.safeParse(handshakeAuth, socket.handshake.auth);
    if (!parsed.success)
      throw new ChatError('bad_request', { message: 'The handshake’s auth is { token?, protocol? }.' });
    const { token, protocol, pid } = parsed.data;
    if (protocol !== undefined && protocol !== protocolVersion)
      throw new ChatError('bad_request', { field: 'protocol', message: 'This server speaks protocol 1.' });
    const known =
      token === undefined
        ? pid === undefined
          ? null
          : await resumeClassic(this.#app, pid)
        : await resumeSession(this.#app, token);
    // What a stock client sends back by itself when it reconnects.
    const ownPid = known?.kind === 'classic' && pid !== undefined ? pid : newWord();
    (socket as unknown as { pid: string }).pid = ownPid;
    if (!known) return { user: null, session: null };
    const { id, kind, expiresAt } = known;
    return { user: known.user, session: { id, kind, expiresAt, token: token ?? asSessionToken('') } };
  }

  #refusal(error: unknown): Error {
    const refused = error instanceof ChatError ? error : new ChatError('unavailable');
    if (!(error instanceof ChatError)) this.#log.error({ event: 'handshake.failed', err: error });
    this.#metrics.refusedConnections.inc({ code: refused.code });
    return Object.assign(new Error(refused.message), { data: refused.toBody() });
  }

  #welcome(socket: Socket): void {
    const admitted = this.#admitted.get(socket);
    if (!admitted) {
      socket.disconnect(true);
      return;
    }
    const connection = new Connection(new SocketWire(socket), this.#schedule);
    connection.user = admitted.user;
    connection.session = admitted.session;
    this.#app.hub.connections.add(connection);
    this.#metrics.connections.inc();
    this.#collection.note();
    connection.send('server:hello', {
      protocol: protocolVersion,
      node: this.#config.nodeName,
      time: this.#app.clock.now(),
      user: connection.user,
      limits: { ...limits },
    });
    if (connection.user) this.#app.hub.signIn(connection);
    if (connection.isClassic) this.#classics.add(connection);
    this.#admitted.delete(socket);
    this.#listen(socket, connection);
  }

  /** Functions that all sockets share; no listener per event, no copy of the handshake kept. */
  #listen(socket: Socket, connection: Connection): void {
    socket.data = connection;
    (socket as unknown as ChatSocket).onevent = this.#onEvent;
    socket.on('error', onError);
    socket.on('disconnect', this.#onDisconnect as () => void);
    settle(socket, this.#heartbeat);
  }

  #forget(connection: Connection): void {
    this.#classics.remove(connection);
    this.#app.watches.forget(connection);
    this.#limits.forget(connection);
    this.#app.hub.remove(connection);
    this.#metrics.connections.dec();
    this.#collection.note();
  }

  /**
   * Leaves on purpose: no new connections, requests under way are answered, clients are told when to reconnect, spread out; then
   * their sockets close.
   */
  async drain(): Promise<void> {
    this.#admission.close();
    const connections = [...this.#app.hub.connections];
    const spreadMs = Math.min(15_000, 200 + connections.length * 2);
    for (const connection of connections) {
      connection.send('server:drain', { reconnectInMs: Math.floor(Math.random() * spreadMs) });
      if (connection.queue.isFull) connection.readings.end();
    }
    await this.#dispatcher.idle(8_000);
    const closeAt = performance.now() + spreadMs;
    while (this.#app.hub.connections.size > 0 && performance.now() < closeAt)
      await new Promise((go) => setTimeout(go, 50));
    const closeAll = (): void => {
      for (const connection of [...this.#app.hub.connections]) connection.disconnect();
    };
    if (this.#server) await closeWithin(goodbyeMs, this.#server.engine, closeAll);
    this.#classics.close();
    this.#firstRequests.close();
    this.#limits.close();
    this.#schedule.close();
    this.#heartbeat.close();
    this.#collection.close();
  }
}
