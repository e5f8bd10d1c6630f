import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import type { ECDH } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What came for a device, as the device reads it. */
export type ReceivedPush = {
  /** ms since the epoch, when it came. */
  readonly at: number;
  readonly text: string;
  readonly ttl: number;
  readonly urgency: string;
  readonly topic: string;
};

export type PushDevice = {
  /** What `push:add` takes. */
  readonly subscription: {
    readonly endpoint: string;
    readonly keys: { readonly p256dh: string; readonly auth: string };
  };
  readonly received: readonly ReceivedPush[];
  /** What it answers instead of taking a push: a status, headers with it, or nothing at all, ever. Undefined: it takes them. */
  answers: { readonly status: number; readonly headers?: Readonly<Record<string, string>> } | 'nothing' | undefined;
};

type KnownDevice = PushDevice & { readonly ecdh: ECDH; readonly auth: Buffer; readonly got: ReceivedPush[] };

/**
 * A push service of our own (RFC 8030) on this machine, over plain HTTP. It takes nothing that a real one would not: the token is verified (RFC 8292), and what came is decrypted by
 * the RFCs 8188 and 8291 with nothing of the sender's library.
 */
export class PushServiceOfOurs {
  readonly host: string;
  /** Requests that were refused because they are none that a push service takes, and why. */
  readonly faults: string[] = [];
  readonly #server: Server;
  readonly #devices = new Map<string, KnownDevice>();
  /** Requests that came, also those that were not taken. */
  requests = 0;
  /** Requests in hand now, and the most that there were at once. */
  open = 0;
  mostOpen = 0;
  /** How long it takes over each, ms. */
  delayMs = 0;
  /** Public keys that signed. */
  readonly keys = new Set<string>();
  onPush: ((device: PushDevice, push: ReceivedPush) => void) | undefined;

  private constructor(server: Server) {
    this.#server = server;
    this.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (request: IncomingMessage, answer: ServerResponse) => {
      this.#take(request, answer).catch((error: unknown) => {
        this.faults.push(String(error));
        answer.writeHead(400).end();
      });
    });
  }

  /** `ROOKERY_OUTBOUND_ALLOW` of the server under test has to name its `host`. */
  static async start(port = 0): Promise<PushServiceOfOurs> {
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    return new PushServiceOfOurs(server);
  }

  /** A device that has subscribed. */
  device(): PushDevice {
    const ecdh = createECDH('prime256v1');
    ecdh.generateKeys();
    const auth = randomBytes(16);
    const path = `/push/${randomBytes(12).toString('base64url')}`;
    const got: ReceivedPush[] = [];
    const device: KnownDevice = {
      subscription: {
        endpoint: `http://${this.host}${path}`,
        keys: { p256dh: ecdh.getPublicKey().toString('base64url'), auth: auth.toString('base64url') },
      },
      received: got,
      answers: undefined,
      ...{ ecdh, auth, got },
    };
    this.#devices.set(path, device);
    return device;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #take(request: IncomingMessage, answer: ServerResponse): Promise<void> {
    this.requests += 1;
    this.open += 1;
    this.mostOpen = Math.max(this.mostOpen, this.open);
    answer.once('close', () => (this.open -= 1));
    const pieces: Buffer[] = [];
    for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
    const body = Buffer.concat(pieces);
    if (this.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.delayMs));
    const device = this.#devices.get(request.url ?? '');
    if (!device) return void answer.writeHead(410).end();
    if (device.answers === 'nothing') return;
    if (device.answers) return void answer.writeHead(device.answers.status, device.answers.headers).end();
    this.#verifyToken(request);
    const { ttl, urgency, topic } = request.headers;
    if (request.method !== 'POST' || request.headers['content-encoding'] !== 'aes128gcm') throw new Error('not a push');
    if (body.length > 4_096) throw new Error('too long');
    if (!/^[A-Za-z0-9_-]{1,32}$/.test(String(topic))) throw new Error('topic');
    if (!['very-low', 'low', 'normal', 'high'].includes(String(urgency))) throw new Error('urgency');
    const text = decrypt(body, device.ecdh, device.auth);
    const push = { at: Date.now(), text, ttl: Number(ttl), urgency: String(urgency), topic: String(topic) };
    device.got.push(push);
    this.onPush?.(device, push);
    answer.writeHead(201, { location: `http://${this.host}/message/1`, ttl: String(ttl) }).end();
  }

  #verifyToken({ headers }: IncomingMessage): void {
    const [, token = '', key = ''] = /^vapid t=([^,]+), ?k=(.+)$/.exec(headers.authorization ?? '') ?? [];
    const [head = '', claims = '', signature = ''] = token.split('.');
    const point = Buffer.from(key, 'base64url');
    const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
    const isSigned = verify(
      'sha256',
      Buffer.from(`${head}.${claims}`),
      {
        key: createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' }),
        dsaEncoding: 'ieee-p1363',
      },
      Buffer.from(signature, 'base64url'),
    );
    const { aud, exp, sub } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
    const now = Date.now() / 1_000;
    if (!isSigned) throw new Error('the token is not signed by its key');
    if (aud !== `http://${this.host}`) throw new Error(`the token is for ${String(aud)}`);
    if (typeof exp !== 'number' || exp < now || exp > now + 86_400)
      throw new Error('the token has no end within a day');
    if (typeof sub !== 'string' || !/^(?:mailto|https):/.test(sub)) throw new Error('the token is nobody’s');
    this.keys.add(key);
  }
}

/** One record of aes128gcm (RFC 8188) with the keys of Web Push (RFC 8291). */
function decrypt(body: Buffer, ecdh: ECDH, auth: Buffer): string {
  const salt = body.subarray(0, 16);
  const size = body.readUInt32BE(16);
  const theirs = body.subarray(21, 21 + (body[20] ?? 0));
  const sealed = body.subarray(21 + theirs.length);
  if (sealed.length > size) throw new Error('more than one record');
  const hkdf = (salted: Buffer, secret: Buffer, info: Buffer, bytes: number): Buffer =>
    Buffer.from(hkdfSync('sha256', secret, salted, info, bytes));
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), ecdh.getPublicKey(), theirs]);
  const secret = hkdf(auth, ecdh.computeSecret(theirs), info, 32);
  const key = hkdf(salt, secret, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = hkdf(salt, secret, Buffer.from('Content-Encoding: nonce\0'), 12);
  const open = createDecipheriv('aes-128-gcm', key, nonce);
  open.setAuthTag(sealed.subarray(-16));
  const plain = Buffer.concat([open.update(sealed.subarray(0, -16)), open.final()]);
  const end = plain.lastIndexOf(2);
  if (end < 0 || plain.subarray(end + 1).some((byte) => byte !== 0)) throw new Error('no end of the record');
  return plain.subarray(0, end).toString();
}
