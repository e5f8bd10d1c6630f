import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { ChatError } from '@rookery/protocol';
import type { Scanned, Scanner } from '../../ports/scanner.ts';

export type ClamdOptions = {
  readonly address: ClamdAddress;
  /** Whether files pass while it is away, or are larger than it takes. */
  readonly acceptsUnscanned: boolean;
  /** For the operator: never a name or content of a file. */
  readonly failed: (why: string) => void;
  /** ms without anything happening: while bytes flow, and when the last one is there. */
  readonly silenceMs?: number;
  readonly answerMs?: number;
};

export type ClamdAddress = { readonly path: string } | { readonly host: string; readonly port: number };

const connectMs = 3_000;
const mostAnswerChars = 1_000;

/** clamd, asked by its command INSTREAM: pieces with their length before each, and an answer of one line. */
export class ClamdScanner implements Scanner {
  readonly #options: ClamdOptions;

  constructor(options: ClamdOptions) {
    this.#options = options;
  }

  async scan(body: AsyncIterable<Uint8Array>): Promise<Scanned> {
    const { address, failed, silenceMs = 30_000, answerMs = 120_000 } = this.#options;
    const talk = new Talk(connect(address), silenceMs);
    let answer = '';
    let isWhole = false;
    try {
      await talk.say(Buffer.from('zINSTREAM\0'));
      for await (const piece of body) {
        // Before the end it says only that it has had enough.
        if (talk.hasEnded) break;
        if (piece.byteLength === 0) continue;
        await talk.say(lengthOf(piece.byteLength), piece);
      }
      isWhole = !talk.hasEnded;
      await talk.say(lengthOf(0));
      answer = await talk.answer(answerMs);
    } finally {
      talk.close();
    }
    const [, what] = /^stream: (.{1,200}) FOUND$/.exec(answer) ?? [];
    if (what !== undefined) return { status: 'found', what };
    if (answer === 'stream: OK') return { status: 'clean' };
    const isTooLarge =
      answer.includes('size limit exceeded') ||
      (answer === '' && !isWhole && talk.wasConnected && (await this.#answers()));
    failed(answer === '' ? talk.why : answer);
    if (this.#options.acceptsUnscanned) return { status: 'unscanned' };
    throw isTooLarge
      ? new ChatError('too_large', { message: 'This server’s scanner takes no file of that size.' })
      : new ChatError('unavailable', {
          message: 'The scanner of files does not answer: try again.',
          retryAfterMs: 10_000,
        });
  }

  /** Who has had enough answers and breaks off at once: what it said may be lost on the way. If it is there, that was why. */
  async #answers(): Promise<boolean> {
    const talk = new Talk(connect(this.#options.address), connectMs);
    try {
      await talk.say(Buffer.from('zPING\0'));
      return (await talk.answer(connectMs)) === 'PONG';
    } finally {
      talk.close();
    }
  }
}

function lengthOf(bytes: number): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes);
  return length;
}

/** One question. What goes wrong with the connection ends it; what it has answered by then still counts. */
class Talk {
  readonly #socket: Socket;
  readonly #silenceMs: number;
  readonly #ended: Promise<void>;
  #answer = '';
  wasConnected = false;
  why = 'it ended the connection';
  hasEnded = false;

  constructor(socket: Socket, silenceMs: number) {
    this.#socket = socket;
    this.#silenceMs = silenceMs;
    socket.setEncoding('latin1');
    socket.once('connect', () => (this.wasConnected = true));
    socket.on('data', (text: string) => {
      this.#answer = (this.#answer + text).slice(0, mostAnswerChars);
    });
    this.#ended = new Promise((resolve) => {
      const end = (): void => {
        this.hasEnded = true;
        resolve();
      };
      socket.once('end', end);
      socket.once('close', end);
      socket.on('error', (error: NodeJS.ErrnoException) => {
        this.why = error.code ?? error.message;
        end();
      });
    });
  }

  /** Resolves when it is on its way, or when nothing more can be said. */
  async say(...pieces: readonly Uint8Array[]): Promise<void> {
    if (this.hasEnded) return;
    this.#socket.cork();
    for (const piece of pieces) this.#socket.write(piece);
    this.#socket.uncork();
    const limitMs = this.wasConnected ? this.#silenceMs : connectMs;
    if (this.#socket.writableNeedDrain || !this.wasConnected)
      await this.#within(limitMs, (done) => this.#socket.once(this.wasConnected ? 'drain' : 'connect', done));
  }

  /** What it has answered when it closes the connection, which it does after each answer. */
  async answer(limitMs: number): Promise<string> {
    await this.#within(limitMs, () => undefined);
    return this.#answer.replaceAll('\0', '').trim();
  }

  close(): void {
    this.#socket.destroy();
  }

  async #within(ms: number, begin: (done: () => void) => void): Promise<void> {
    const timer = setTimeout(() => this.#socket.destroy(new Error('deadline')), ms);
    await Promise.race([this.#ended, new Promise<void>((resolve) => begin(resolve))]);
    clearTimeout(timer);
  }
}
