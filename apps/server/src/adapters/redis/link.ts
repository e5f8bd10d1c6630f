import type { Socket } from 'node:net';
import { Redis } from 'ioredis';
import type { RedisOptions } from 'ioredis';
import type { Reply } from './reply.ts';

export type LinkOptions = Pick<RedisOptions, 'username' | 'password' | 'tls'>;
export type Command = readonly [string, ...(string | number | Buffer)[]];

const pingMs = 500;
/** Longest silence of a connection of which an answer is due: then it is cut, however well TCP thinks of it. */
const silenceMs = 1_500;

/**
 * One connection to one Redis node, made once: it never reconnects or resends by itself. A ping watchdog cuts it when it falls silent, and
 * everything that waits on it fails at once.
 */
export class Link {
  readonly address: string;
  readonly redis: Redis;
  readonly ready: Promise<void>;
  #heardAt = performance.now();
  #tickAt = performance.now();
  #due = 0;
  readonly #timer: NodeJS.Timeout;
  readonly #onEnd: () => void;
  closed = false;

  constructor(address: string, options: LinkOptions, onEnd: () => void) {
    this.address = address;
    this.#onEnd = onEnd;
    const at = address.lastIndexOf(':');
    this.redis = new Redis({
      ...options,
      host: address.slice(0, at),
      port: Number(address.slice(at + 1)),
      lazyConnect: true,
      enableReadyCheck: false,
      enableOfflineQueue: false,
      autoResubscribe: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
      connectTimeout: silenceMs,
      disableClientInfo: true,
    });
    this.redis.on('error', () => undefined);
    this.redis.on('end', () => {
      if (!this.closed) onEnd();
      this.close();
    });
    this.ready = this.#track(this.redis.connect());
    this.ready.catch(() => this.close());
    this.#timer = setInterval(() => this.#watch(), pingMs);
    this.#timer.unref();
  }

  async call(command: Command): Promise<Reply> {
    await this.ready;
    const [name, ...args] = command;
    this.#gather();
    return this.#track(this.redis.callBuffer(name, ...args) as Promise<Reply>);
  }

  /** What is asked for in one turn of the event loop goes in one write: a write costs more than most of what there is to do for a request. */
  #gather(): void {
    const { stream } = this.redis as unknown as { readonly stream?: Socket };
    if (!stream || stream.writableCorked > 0) return;
    stream.cork();
    setImmediate(() => stream.uncork());
  }

  /** All in one write. Each answer is a reply or an error; throws when the connection is lost. */
  async pipeline(commands: readonly Command[]): Promise<readonly (Reply | Error)[]> {
    await this.ready;
    const pipeline = this.redis.pipeline();
    for (const [name, ...args] of commands) pipeline.callBuffer(name, ...args);
    const answers = (await this.#track(pipeline.exec())) ?? [];
    return answers.map(([error, reply]) => error ?? (reply as Reply));
  }

  async #track<Answer>(promise: Promise<Answer>): Promise<Answer> {
    if (this.#due === 0) this.#heardAt = performance.now();
    this.#due += 1;
    try {
      return await promise;
    } finally {
      this.#due -= 1;
      this.#heardAt = performance.now();
    }
  }

  /** Something came that answers nothing: a published message. */
  heard(): void {
    this.#heardAt = performance.now();
  }

  #watch(): void {
    const now = performance.now();
    // This process stood still: what has come meanwhile has not been read yet.
    if (now - this.#tickAt > 2 * pingMs) this.#heardAt = now;
    this.#tickAt = now;
    if (this.#due > 0 && now - this.#heardAt > silenceMs) {
      this.close();
      // Whoever hung may come back as it was, without a failover that would tell.
      this.#onEnd();
      return;
    }
    if (this.#due === 0 && this.redis.status === 'ready') this.#track(this.redis.ping()).catch(() => undefined);
  }

  /** Idempotent. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    clearInterval(this.#timer);
    this.redis.disconnect();
    // A hung peer never answers a polite end.
    (this.redis as unknown as { stream?: { destroy(): void } }).stream?.destroy();
  }
}
