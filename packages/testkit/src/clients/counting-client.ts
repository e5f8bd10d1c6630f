import { randomFillSync } from 'node:crypto';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

/** What a light client counts. */
export type Tally = {
  received: number;
  /** Off the sockets. */
  bytes: number;
  /** Messages whose number was not the next one. */
  gaps: number;
  /** ms from sending to receipt, of the clients that sample. */
  latencies: number[];
};

export type RawClientOptions = {
  readonly auth?: object;
  /** Whether it takes the time of what it hears. */
  readonly samples?: boolean;
  /** In several rooms: numbers are followed by conversation. */
  readonly isInSeveral?: boolean;
  readonly onSeq?: (seq: number) => void;
  /** The session of a page of the server's own, as `name=value`. */
  readonly cookie?: string;
  /** As a proxy on this machine would say it: where the client comes from. */
  readonly address?: string;
};

/** The node said no to the handshake. */
export class Refused extends Error {
  readonly retryAfterMs: number;

  constructor(text: string) {
    super(text);
    this.retryAfterMs = Number(/"retryAfterMs":(\d+)/.exec(text)?.[1] ?? 1_000);
  }
}

type Ack = (answer: string) => void;
type Joined = { readonly room: { readonly id: string }; readonly head: object };
type Synced = { readonly conversations: readonly { readonly more: boolean }[] };

/** µs on a clock that all processes of this machine share. */
const nowMicros = (): number => Number(process.hrtime.bigint() / 1_000n);
const stampDigits = 16;
/** A text that says when it was sent. */
export const stamped = (bytes: number): string =>
  `t${String(nowMicros()).padStart(stampDigits, '0')}`.padEnd(bytes, '.');

/** Kinds of frames of the WebSocket protocol: who is asked whether she reads says so. */
const ping = 9;
const pong = 10;

const seqKey = Buffer.from('"seq":');
const firstOfSeqKey = 0x22;
const conversationKey = Buffer.from('"conversation":"');

/**
 * A Socket.IO client by hand: frames over a bare TCP socket, each scanned for its number only, so that thousands fit into one process. One
 * in a hundred samples latency from the time in the content.
 */
export class RawClient {
  readonly #socket: Socket;
  readonly #tally: Tally;
  readonly #options: RawClientOptions;
  #rest: Buffer | null = null;
  #upgraded = false;
  #lastSeq = 0;
  /** Where the number stood in the last frame: it nearly always stands there again. */
  #seqAt = 0;
  readonly #lastByConversation = new Map<string, number>();
  #nextAck = 1;
  readonly #acks = new Map<number, Ack>();
  #onReady: (() => void) | null = null;
  #onFailed: ((error: Error) => void) | null = null;
  readonly ready: Promise<void>;
  closed = false;
  /** It was too slow in one of its rooms and hears nothing there any more until `catchUp`. */
  lags = false;

  constructor(port: number, tally: Tally, options: RawClientOptions = {}) {
    this.#tally = tally;
    this.#options = options;
    this.ready = new Promise((resolve, reject) => {
      this.#onReady = resolve;
      this.#onFailed = reject;
      setTimeout(() => reject(new Error('not connected within 60 s')), 60_000).unref();
    });
    // Who closes before it is ready need not have waited.
    this.ready.catch(() => undefined);
    this.#socket = connect({ host: '127.0.0.1', port, noDelay: true });
    this.#socket.on('error', () => (this.closed = true));
    this.#socket.on('close', () => {
      this.closed = true;
      this.#onFailed?.(new Error('closed before it was ready'));
    });
    this.#socket.on('data', (chunk: Buffer) => {
      this.#tally.bytes += chunk.length;
      this.#read(chunk);
    });
    this.#socket.write(
      `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n${options.address ? `X-Forwarded-For: ${options.address}\r\n` : ''}` +
        `${options.cookie ? `Cookie: ${options.cookie}\r\nOrigin: http://127.0.0.1:${port}\r\n` : ''}\r\n`,
    );
  }

  /** Resolves with the ack's JSON. */
  ask(event: string, payload: object): Promise<string> {
    const id = this.#nextAck;
    this.#nextAck += 1;
    return new Promise((resolve) => {
      this.#acks.set(id, resolve);
      this.#send(`42${id}${JSON.stringify([event, payload])}`);
    });
  }

  /** After it lagged: goes on with the newest message of the room. What it missed is not asked for; nothing has to be fast meanwhile. */
  async catchUp(room: string): Promise<void> {
    this.#lastSeq = 0;
    this.#lastByConversation.clear();
    for (let more = true; more;) {
      const joined = JSON.parse(await this.ask('room:join', { room })) as Joined;
      const held = { ...joined.head, conversation: joined.room.id };
      const { conversations } = JSON.parse(await this.ask('sync', { conversations: [held] })) as Synced;
      more = conversations.some((synced) => synced.more);
    }
    this.lags = false;
  }

  /** Without waiting for the ack. */
  emit(event: string, payload: object): void {
    this.#send(`42${JSON.stringify([event, payload])}`);
  }

  /** Any bytes, as a text frame. */
  sendRaw(data: Buffer): void {
    this.#sendFrame(data);
  }

  close(): void {
    this.#socket.destroy();
  }

  #send(text: string): void {
    this.#sendFrame(Buffer.from(text));
  }

  #sendFrame(data: Buffer, opcode = 1): void {
    const header = data.length < 126 ? 6 : data.length < 65_536 ? 8 : 14;
    const frame = Buffer.allocUnsafe(header + data.length);
    frame[0] = 0x80 | opcode;
    if (header === 6) frame[1] = 0x80 | data.length;
    else if (header === 8) {
      frame[1] = 0x80 | 126;
      frame.writeUInt16BE(data.length, 2);
    } else {
      frame[1] = 0x80 | 127;
      frame.writeUInt32BE(0, 2);
      frame.writeUInt32BE(data.length, 6);
    }
    const mask = frame.subarray(header - 4, header);
    randomFillSync(mask);
    for (let index = 0; index < data.length; index += 1)
      frame[header + index] = (data[index] ?? 0) ^ (mask[index & 3] ?? 0);
    this.#socket.write(frame);
  }

  #read(chunk: Buffer): void {
    let buffer = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk;
    this.#rest = null;
    if (!this.#upgraded) {
      const end = buffer.indexOf('\r\n\r\n');
      if (end < 0) {
        this.#rest = buffer;
        return;
      }
      this.#upgraded = true;
      buffer = buffer.subarray(end + 4);
    }
    let at = 0;
    for (;;) {
      if (buffer.length - at < 2) break;
      let length = (buffer[at + 1] ?? 0) & 0x7f;
      let start = at + 2;
      if (length === 126) {
        if (buffer.length - at < 4) break;
        length = buffer.readUInt16BE(at + 2);
        start = at + 4;
      } else if (length === 127) {
        if (buffer.length - at < 10) break;
        length = buffer.readUInt32BE(at + 6);
        start = at + 10;
      }
      if (buffer.length < start + length) break;
      if (((buffer[at] ?? 0) & 0x0f) === ping) this.#sendFrame(buffer.subarray(start, start + length), pong);
      else this.#frame(buffer, start, start + length);
      at = start + length;
    }
    if (at < buffer.length) this.#rest = at === 0 ? buffer : buffer.subarray(at);
  }

  #frame(buffer: Buffer, start: number, end: number): void {
    const type = buffer[start];
    if (type === 0x32) return this.#send('3');
    if (type === 0x30) return this.#send(`40${JSON.stringify(this.#options.auth ?? {})}`);
    const kind = buffer[start + 1];
    if (kind === 0x32) {
      // 42["message:receive",… : only its number is looked at. Of the rest, "session…" and "feed:lagging" are told by a letter.
      if (buffer[start + 4] === 0x6d && buffer[start + 12] === 0x72) this.#message(buffer, start, end);
      else if (buffer[start + 4] === 0x73) this.#onReady?.();
      else if (buffer[start + 4] === 0x66) this.lags = true;
      return;
    }
    if (kind === 0x34) this.#onFailed?.(new Refused(buffer.toString('utf8', start, end)));
    if (kind !== 0x33) return;
    const text = buffer.toString('utf8', start + 2, end);
    const bracket = text.indexOf('[');
    const ack = this.#acks.get(Number(text.slice(0, bracket)));
    this.#acks.delete(Number(text.slice(0, bracket)));
    ack?.(text.slice(bracket + 1, -1));
  }

  #message(buffer: Buffer, start: number, end: number): void {
    this.#tally.received += 1;
    let at = start + this.#seqAt;
    if (
      this.#seqAt === 0 ||
      buffer[at] !== firstOfSeqKey ||
      buffer[at + 1] !== seqKey[1] ||
      buffer[at + 2] !== seqKey[2] ||
      buffer[at + 3] !== seqKey[3] ||
      buffer[at + 4] !== seqKey[4]
    ) {
      at = buffer.indexOf(seqKey, start);
      this.#seqAt = at - start;
    }
    at += seqKey.length;
    let seq = 0;
    for (let digit = buffer[at] ?? 0; digit >= 0x30 && digit <= 0x39; digit = buffer[at] ?? 0) {
      seq = seq * 10 + digit - 0x30;
      at += 1;
    }
    this.#follow(seq, buffer, start, end);
    this.#options.onSeq?.(seq);
    if (!this.#options.samples) return;
    const mark = buffer.indexOf('"content":"t', start);
    if (mark < 0 || mark > end) return;
    const sentAt = Number(buffer.toString('latin1', mark + 12, mark + 12 + stampDigits));
    this.#tally.latencies.push((nowMicros() - sentAt) / 1_000);
  }

  #follow(seq: number, buffer: Buffer, start: number, end: number): void {
    if (!this.#options.isInSeveral) {
      if (this.#lastSeq !== 0 && seq !== this.#lastSeq + 1) this.#tally.gaps += 1;
      this.#lastSeq = seq;
      return;
    }
    const from = buffer.indexOf(conversationKey, start) + conversationKey.length;
    // The peer names no conversation and numbers none.
    if (from < conversationKey.length || from > end) return;
    const conversation = buffer.toString('latin1', from, buffer.indexOf('"', from));
    const last = this.#lastByConversation.get(conversation);
    if (last !== undefined && seq !== last + 1) this.#tally.gaps += 1;
    this.#lastByConversation.set(conversation, seq);
  }
}
