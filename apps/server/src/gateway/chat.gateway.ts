import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import { Inject } from '@nestjs/common';
import { WebSocketGateway } from '@nestjs/websockets';
import type { OnGatewayInit } from '@nestjs/websockets';
import { ChatError } from '@rookery/protocol';
import type { Server, Socket } from 'socket.io';
import type { App } from '../app/app.ts';
import type { Config } from '../config/env.ts';
import type { Connection } from '../delivery/connection.ts';
import type { RateLimits } from '../limits/rate-limits.ts';
import type { Log } from '../ops/log.ts';
import type { Metrics } from '../ops/metrics.ts';
import { QuietCollection } from '../ops/quiet-collection.ts';
import { Admission } from './admission.ts';
import { Connections } from './connections.ts';
import type { Door } from './door.ts';
import { Dispatcher } from './dispatcher.ts';
import { FirstRequests } from './first-requests.ts';
import { recognise } from './handshake.ts';
import type { Newcomer } from './handshake.ts';
import { Heartbeat } from './heartbeat.ts';
import { dropHandshake } from './lean-socket.ts';
import { pings } from './rookery-io-adapter.ts';
import type { SessionCookie } from './session-cookie.ts';
import type { Requests } from './requests.ts';
import { SlowWays } from './slow-ways.ts';
import { SocketWire, closeWithin } from './socket-wire.ts';
import { tokens } from './tokens.ts';

/** What the goodbye may take. */
const goodbyeMs = 500;

/** A socket as the gateway marks it: `data` is its connection. */
type ChatSocket = Omit<Socket, 'data'> & { data: Connection; onevent: unknown };

function onError(this: Socket): void {
  this.disconnect(true);
}

/** The Socket.IO edge: lets sockets in, and listens to them with functions that all of them share. */
@WebSocketGateway()
export class ChatGateway implements OnGatewayInit<Server> {
  readonly #app: App;
  readonly #metrics: Metrics;
  readonly #log: Log;
  readonly #requests: Requests;
  readonly #door: Door;
  readonly #limits: RateLimits;
  readonly #cookie: SessionCookie;
  readonly #firstRequests: FirstRequests;
  readonly #admission = new Admission();
  readonly #collection: QuietCollection;
  readonly #connections: Connections;
  readonly #newcomers = new WeakMap<Socket, Newcomer>();
  readonly #slowWays: SlowWays;
  readonly #heartbeat = new Heartbeat(pings.intervalMs, pings.timeoutMs);
  readonly #onEvent: (this: ChatSocket, packet: { readonly data?: unknown; readonly id?: number }) => void;
  readonly #onDisconnect: (this: ChatSocket) => void;
  #server: Server | null = null;

  constructor(
    @Inject(tokens.app) app: App,
    @Inject(tokens.config) config: Config,
    @Inject(tokens.metrics) metrics: Metrics,
    @Inject(tokens.log) log: Log,
    @Inject(tokens.limits) limits: RateLimits,
    @Inject(tokens.requests) requests: Requests,
    @Inject(tokens.door) door: Door,
    @Inject(tokens.cookie) cookie: SessionCookie,
  ) {
    this.#app = app;
    this.#metrics = metrics;
    this.#log = log;
    this.#requests = requests;
    this.#door = door;
    this.#limits = limits;
    this.#cookie = cookie;
    this.#firstRequests = new FirstRequests(config.maxConnections);
    this.#collection = new QuietCollection(log);
    this.#slowWays = new SlowWays(() =>
      log.warn({
        event: 'websocket.missing',
        message:
          'A browser stays with long-polling, which costs both sides more: a proxy in front lets no WebSocket through. Let it pass Upgrade and Connection on, with HTTP/1.1.',
      }),
    );
    this.#connections = new Connections(app, limits, config.nodeName);
    const dispatcher = new Dispatcher(app.ports, limits, requests, config.anonymousLists);
    this.#onEvent = function ({ data, id }) {
      dispatcher.receive(this.data, data, id);
    };
    const forget = (connection: Connection): void => this.#forget(connection);
    this.#onDisconnect = function () {
      forget(this.data);
      // Also when it only left the namespace: there is nothing else to do here.
      this.conn.close();
    };
  }

  afterInit(server: Server): void {
    this.#server = server;
    this.#firstRequests.watch(server.httpServer as HttpServer);
    server.engine.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
      if (!this.#door.admits(request)) return;
      if (new URL(request.url ?? '/', 'http://node').searchParams.has('sid')) return next();
      this.#admission.enter(request, (mayEnter) => {
        if (mayEnter) return next();
        // NGINX tries the next node.
        response.writeHead(503, { 'retry-after': '1' });
        response.end();
      });
    });
    server.use((socket, next) => {
      const address = this.#door.addressOf(socket.client.request);
      const known = (): Promise<Newcomer> =>
        this.#admission.recognise(() => recognise(this.#app.ports, socket.handshake.auth, this.#cookieOf(socket)));
      this.#limits.inTurn(socket, address, known).then(
        (newcomer) => {
          this.#newcomers.set(socket, { ...newcomer, address });
          // Socket.IO sends it to the client with the answer to the handshake.
          (socket as unknown as { pid: string }).pid = newcomer.pid;
          next();
        },
        (error: unknown) => next(this.#refusal(error)),
      );
    });
    server.on('connection', (socket) => this.#welcome(socket));
  }

  /** The cookie's token, where Origin says that it was meant. A long-polling page sends none with its first request, which does nothing, and one with each that does. */
  #cookieOf(socket: Socket): string | null {
    const { request } = socket.client;
    if (socket.conn.transport.name === 'websocket' && request.headers.origin === undefined) return null;
    return this.#cookie.read(request);
  }

  #refusal(error: unknown): Error {
    const refused = error instanceof ChatError ? error : new ChatError('unavailable');
    if (!(error instanceof ChatError)) this.#log.error({ event: 'handshake.failed', err: error });
    this.#metrics.refusedConnections.inc({ code: refused.code });
    return Object.assign(new Error(refused.message), { data: refused.toBody() });
  }

  #welcome(socket: Socket): void {
    const newcomer = this.#newcomers.get(socket);
    if (!newcomer) {
      socket.disconnect(true);
      return;
    }
    this.#newcomers.delete(socket);
    this.#metrics.connections.inc();
    this.#collection.note();
    this.#slowWays.watch(socket.conn, socket.client.request);
    this.#listen(socket, this.#connections.welcome(new SocketWire(socket), newcomer));
  }

  /** Functions that all sockets share; no listener per event, no copy of the handshake kept. */
  #listen(socket: Socket, connection: Connection): void {
    socket.data = connection;
    (socket as unknown as ChatSocket).onevent = this.#onEvent;
    socket.on('error', onError);
    socket.on('disconnect', this.#onDisconnect as () => void);
    dropHandshake(socket, this.#heartbeat);
  }

  #forget(connection: Connection): void {
    this.#connections.forget(connection);
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
      if (connection.queue.isFull || connection.queue.isBehind) connection.readings.end();
    }
    await this.#requests.idle(8_000);
    const closeAt = performance.now() + spreadMs;
    while (this.#app.hub.connections.size > 0 && performance.now() < closeAt)
      await new Promise((go) => setTimeout(go, 50));
    const closeAll = (): void => {
      for (const connection of [...this.#app.hub.connections]) connection.disconnect();
    };
    if (this.#server) await closeWithin(goodbyeMs, this.#server.engine, closeAll);
    this.#firstRequests.close();
    this.#connections.close();
    this.#heartbeat.close();
    this.#collection.close();
    this.#slowWays.close();
  }
}
