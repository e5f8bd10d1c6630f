import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';

type FromFirefox = { readonly messageType?: string; readonly channelID?: string; readonly uaid?: string };

/** As much of Mozilla's push service (autopush) as a Firefox needs: it hands on what is posted to it, as it is. */
export class FirefoxPushService {
  readonly host: string;
  /** Requests that were handed on. */
  handedOn = 0;
  readonly #server: Server;
  readonly #channels = new Map<string, string>();
  #firefox: WebSocket | null = null;

  private constructor(server: Server) {
    this.#server = server;
    this.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', async (request, answer) => {
      const pieces: Buffer[] = [];
      for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
      const channelID = this.#channels.get(request.url ?? '');
      if (channelID === undefined || !request.headers.authorization?.startsWith('vapid t='))
        return void answer.writeHead(channelID === undefined ? 410 : 401).end();
      this.#tell({
        ...{ messageType: 'notification', channelID, version: randomUUID(), ttl: 60 },
        data: Buffer.concat(pieces).toString('base64url'),
        headers: { encoding: request.headers['content-encoding'] },
      });
      this.handedOn += 1;
      answer.writeHead(201, { ttl: '60' }).end();
    });
    const sockets = new WebSocketServer({ server, handleProtocols: (offered) => [...offered][0] ?? false });
    sockets.on('connection', (socket) => {
      this.#firefox = socket;
      socket.on('message', (data: Buffer) => this.#hear(data.toString()));
    });
  }

  static async start(): Promise<FirefoxPushService> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FirefoxPushService(server);
  }

  close(): void {
    this.#firefox?.terminate();
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #tell(message: object): void {
    this.#firefox?.send(JSON.stringify(message));
  }

  #hear(text: string): void {
    const { messageType, channelID = '', uaid } = JSON.parse(text) as FromFirefox;
    if (messageType === undefined) this.#tell({});
    if (messageType === 'hello')
      this.#tell({
        messageType,
        status: 200,
        uaid: uaid || randomBytes(16).toString('hex'),
        use_webpush: true,
        broadcasts: {},
      });
    if (messageType === 'register') {
      const path = `/push/${randomBytes(12).toString('base64url')}`;
      this.#channels.set(path, channelID);
      this.#tell({ messageType, channelID, status: 200, pushEndpoint: `http://${this.host}${path}` });
    }
    if (messageType === 'unregister') {
      for (const [path, channel] of this.#channels) if (channel === channelID) this.#channels.delete(path);
      this.#tell({ messageType, channelID, status: 200 });
    }
  }
}
