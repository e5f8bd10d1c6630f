import { randomBytes } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { limits } from '@rookery/protocol';
import type { Server, ServerOptions } from 'socket.io';
import type { Config } from '../config/env.ts';
import type { Door } from './door.ts';
import { NoRooms } from './lean-socket.ts';
import { useLeanTransport } from './lean-transport.ts';
import { boundPollingRequests } from './socket-wire.ts';
import { decodeStrictly } from './strict-decoder.ts';

/** Frames a little over the limit still reach the parser, so that their fields are answered `too_large`. */
const frameSlackBytes = 4_096;

/** Told to each client by Engine.IO, kept by the heartbeat. */
export const pings = { intervalMs: 20_000, timeoutMs: 15_000 };

/** Socket.IO as Rookery wants it: transport only, no listener per event, no recovery of its own. */
export class RookeryIoAdapter extends IoAdapter {
  readonly #config: Config;
  readonly #door: Door;

  constructor(app: INestApplicationContext, config: Config, door: Door) {
    super(app);
    this.#config = config;
    this.#door = door;
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    const { allowedOrigins, nodeName } = this.#config;
    const server: Server = super.createIOServer(port, {
      ...options,
      serveClient: false,
      perMessageDeflate: false,
      httpCompression: false,
      maxHttpBufferSize: limits.frameBytes + frameSlackBytes,
      pingInterval: pings.intervalMs,
      pingTimeout: pings.timeoutMs,
      adapter: NoRooms,
      connectTimeout: 20_000,
      ...(allowedOrigins.length > 0 ? { cors: { origin: [...allowedOrigins], credentials: true } } : {}),
    } as ServerOptions);
    useLeanTransport(server.engine, this.#door.allow);
    // NGINX sends a request that carries a `sid` to the node that its prefix names.
    server.engine.generateId = () => `${nodeName}_${randomBytes(15).toString('base64url')}`;
    boundPollingRequests(server.engine, this.#door.allow);
    decodeStrictly(server);
    return server;
  }

  /** The gateway has one listener per socket of its own. */
  override bindMessageHandlers(): void {}
  override bindClientDisconnect(): void {}
}
