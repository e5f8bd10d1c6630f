import { Agent as HttpAgent, STATUS_CODES, request as askHttp } from 'node:http';
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import { Agent as HttpsAgent, request as askHttps } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { ChatError } from '@rookery/protocol';
import { ClientAddress } from '../gateway/client-address.ts';
import { onlyWatches } from '../gateway/first-requests.ts';

/** Requests on their way at once, and of these how many have a connection of their own. Beyond the first: `unavailable`. */
const bounds = { underWay: 4_096, connections: 512, idleConnections: 64 };
/** Without a byte either way for so long a request is given up, ms: files take their time where they are looked at, and long-polling waits for what is said. */
const silenceMs = { usual: 15_000, long: 75_000 };
/** Of one connection alone, and so of nobody else's business. */
const hopByHop = new Set(['connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'expect']);

const takesLong = ({ url = '' }: IncomingMessage): boolean =>
  /^[^?]*\/(?:socket\.io|api\/v1\/(?:files|uploads))(?:[/?]|$)/.test(url);

/**
 * Passes all requests and WebSockets that come to a server on to another one, as NGINX does: for those who still come here after what was served has moved. Bodies flow through; of each
 * request a few KiB are in memory. [MOVE-7]
 */
export class PassOn {
  readonly #to: URL;
  readonly #addresses: ClientAddress;
  readonly #agent: HttpAgent;
  readonly #mostTunnels: number;
  readonly #tunnels = new Set<Duplex>();
  #underWay = 0;

  constructor(to: string, trustedProxies: readonly string[], mostTunnels: number) {
    this.#to = new URL(to);
    this.#addresses = new ClientAddress(trustedProxies);
    this.#mostTunnels = mostTunnels;
    const options = {
      keepAlive: true,
      maxSockets: bounds.connections,
      maxFreeSockets: bounds.idleConnections,
      // Below the 72 s after which a node closes.
      timeout: 60_000,
    };
    this.#agent = this.#to.protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options);
  }

  /** From now on nobody else hears what comes to `server`. */
  take(server: Server): void {
    for (const event of ['request', 'upgrade'] as const)
      for (const listener of server.listeners(event) as ((...args: never[]) => void)[])
        if (!onlyWatches.has(listener)) server.removeListener(event, listener as never);
    server.on('request', (request, response) => this.#pass(request, response));
    server.on('upgrade', (request, socket, head) => this.#tunnel(request, socket, head));
  }

  /** Those who came through WebSockets are cut off. */
  close(): void {
    for (const socket of this.#tunnels) socket.destroy();
    this.#agent.destroy();
  }

  #ask(request: IncomingMessage, extra: IncomingHttpHeaders, agent: HttpAgent | false): ClientRequest {
    const headers: Record<string, string | string[]> = {};
    for (const [name, value] of Object.entries({ ...request.headers, ...this.#forwarded(request), ...extra }))
      if (value !== undefined && (!hopByHop.has(name) || extra[name] !== undefined)) headers[name] = value;
    const ask = this.#to.protocol === 'https:' ? askHttps : askHttp;
    return ask({
      ...{ protocol: this.#to.protocol, hostname: this.#to.hostname, port: this.#to.port },
      ...{ method: request.method, path: request.url, headers, agent },
    });
  }

  #forwarded(request: IncomingMessage): IncomingHttpHeaders {
    const before = request.headers['x-forwarded-for'];
    const address = request.socket.remoteAddress ?? '';
    return {
      'x-forwarded-for': before === undefined ? address : `${String(before)}, ${address}`,
      'x-forwarded-proto': this.#addresses.isSecret(request) ? 'https' : 'http',
    };
  }

  #pass(request: IncomingMessage, response: ServerResponse): void {
    if (this.#underWay >= bounds.underWay) return refuse(response);
    this.#underWay += 1;
    response.once('close', () => {
      this.#underWay -= 1;
      asked.destroy();
    });
    // A body whose length is not said: what asks with it may be a method that usually has none.
    const isChunked = request.headers['transfer-encoding'] !== undefined;
    const asked = this.#ask(request, isChunked ? { 'transfer-encoding': 'chunked' } : {}, this.#agent);
    const giveUp = (): void => {
      if (response.headersSent) response.destroy();
      else refuse(response);
    };
    asked.setTimeout(takesLong(request) ? silenceMs.long : silenceMs.usual, () => asked.destroy());
    asked.once('error', giveUp);
    asked.once('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, withoutHops(answer.headers));
      answer.once('error', giveUp);
      answer.pipe(response);
    });
    request.once('error', () => asked.destroy());
    request.pipe(asked);
  }

  #tunnel(request: IncomingMessage, near: Duplex, head: Buffer): void {
    near.on('error', () => near.destroy());
    if (this.#tunnels.size >= this.#mostTunnels) return void near.end(refusal);
    this.#tunnels.add(near);
    const upgrade = { connection: 'Upgrade', upgrade: request.headers.upgrade };
    const asked = this.#ask(request, upgrade, false);
    near.once('close', () => {
      this.#tunnels.delete(near);
      asked.destroy();
    });
    asked.setTimeout(silenceMs.usual, () => asked.destroy());
    asked.once('error', () => near.end(refusal));
    asked.once('response', (answer) => {
      near.write(headOf(answer, { ...withoutHops(answer.headers), connection: 'close' }));
      answer.pipe(near);
    });
    asked.once('upgrade', (answer, far: Socket, farHead) => {
      near.write(headOf(answer, answer.headers));
      if (farHead.length > 0) near.write(farHead);
      if (head.length > 0) far.write(head);
      far.setNoDelay(true);
      far.setTimeout(silenceMs.long, () => far.destroy());
      far.on('error', () => near.destroy());
      far.once('close', () => near.destroy());
      near.once('close', () => far.destroy());
      far.pipe(near);
      near.pipe(far);
    });
    asked.end();
  }
}

const error = new ChatError('unavailable');
const body = JSON.stringify({ ok: false, error: error.toBody() });
const refusalHeaders = {
  'content-type': 'application/json',
  'content-length': String(Buffer.byteLength(body)),
  'cache-control': 'no-store',
  'retry-after': '1',
};
/** As it goes over a socket that has no response. */
const refusal = [
  'HTTP/1.1 503 Service Unavailable',
  'Connection: close',
  ...Object.entries(refusalHeaders).map(([name, value]) => `${name}: ${value}`),
  '',
  body,
].join('\r\n');

function refuse(response: ServerResponse): void {
  response.writeHead(503, refusalHeaders).end(body);
}

const withoutHops = (headers: IncomingHttpHeaders): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(headers).filter(
      (entry): entry is [string, string | string[]] => entry[1] !== undefined && !hopByHop.has(entry[0]),
    ),
  );

function headOf({ statusCode = 502 }: IncomingMessage, headers: IncomingHttpHeaders): string {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((each) => `${name}: ${each}`),
  );
  return [`HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode] ?? ''}`, ...lines, '', ''].join('\r\n');
}
