import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { ClientError } from '@rookery/client';
import type { AnswerOf, ClientEventName, ConversationId, ErrorBody, Message, User, UserId } from '@rookery/protocol';
import { isPassing, patiently } from '@rookery/testkit/patiently';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import type { LinkRecord } from '../history.ts';
import type { PlannedDevice } from '../plan.ts';
import { hungMs } from './client-device.ts';
import type { Device, Writing } from './device.ts';
import { joinAs } from './join-as.ts';
import { asTold } from './recorder.ts';
import type { Recorder } from './recorder.ts';

type Waiting = {
  readonly clientId: string;
  readonly target: ConversationId | { readonly to: UserId };
  readonly content: string;
  readonly at: number;
  readonly isInBoth?: boolean;
};
type Ack = { readonly ok: true } | { readonly ok: false; readonly error: ErrorBody };

const waitingMs = 3_000;
/** After a refusal. Whoever is signed out tries on, as long as the device is there. */
const againMs = 500;
/** In a burst, after each message. */
const questionsBetween = 16;

/** Somebody with a stock Socket.IO client, who repeats what has no answer, and every third message although it has one. */
export class RawDevice implements Device {
  readonly plan: PlannedDevice;
  readonly user: User;
  readonly token: string;
  readonly #recorder: Recorder;
  readonly #socket: Socket;
  #link: LinkRecord | null = null;
  #node = '?';
  readonly #waiting: Waiting[] = [];
  #isWriting = false;
  #isAway = false;
  #written = 0;
  #bursts = 0;

  private constructor(plan: PlannedDevice, url: string, recorder: Recorder, user: User, token: string) {
    this.plan = plan;
    this.user = user;
    this.token = token;
    this.#recorder = recorder;
    this.#socket = connection(url, plan, { token });
    this.#listen();
  }

  static async join(
    plan: PlannedDevice,
    url: string,
    recorder: Recorder,
    as: { readonly name: string } | { readonly token: string; readonly user: User },
  ): Promise<RawDevice> {
    if ('token' in as) return new RawDevice(plan, url, recorder, as.user, as.token);
    const first = connection(url, plan, {});
    try {
      const { user, session } = await joinAs(as.name, (username) => request(first, 'user:join', { username }));
      return new RawDevice(plan, url, recorder, user, session.token);
    } finally {
      first.disconnect();
    }
  }

  /** 'ok' where the name could be had, else why not. */
  static async claim(plan: PlannedDevice, url: string, username: string): Promise<string> {
    const first = connection(url, plan, {});
    try {
      await patiently(() => request(first, 'user:join', { username }));
      return 'ok';
    } catch (error) {
      return error instanceof ClientError ? error.code : String(error);
    } finally {
      first.disconnect();
    }
  }

  #listen(): void {
    this.#socket.on('server:hello', ({ node }: { readonly node: string }) => {
      this.#node = node;
      this.#link = { device: this.plan.name, user: this.user.id, node, heard: new Map(), excused: new Set() };
      this.#recorder.history.links.push(this.#link);
    });
    this.#socket.on('message:receive', (message: Message) => {
      const link = this.#link;
      if (!link) return;
      const heard = link.heard.get(message.conversation) ?? [];
      link.heard.set(message.conversation, heard);
      heard.push(asTold(message, this.#recorder.now()));
    });
    for (const event of ['conversation:reset', 'feed:lagging'])
      this.#socket.on(event, ({ conversation }: { readonly conversation: ConversationId }) =>
        this.#link?.excused.add(conversation),
      );
    this.#socket.on('disconnect', (reason) => {
      this.#link = null;
      // Socket.IO does not come back by itself when the server ended it.
      if (reason === 'io server disconnect') this.#socket.connect();
    });
    this.#socket.on('connect_error', () => {
      if (this.#socket.active || this.#isAway) return;
      setTimeout(() => {
        if (!this.#isAway) this.#socket.connect();
      }, againMs);
    });
  }

  /** She belongs to it from now on, for certain: what she was told before may be of a membership that a master took with it, before another try. */
  belongsTo(conversation: ConversationId): void {
    this.#link?.heard.delete(conversation);
  }

  async ask<Name extends ClientEventName>(name: Name, payload: object): Promise<AnswerOf<Name>> {
    const [askedAt, link] = [this.#recorder.now(), this.#link];
    if (!link) throw new ClientError('offline', 'There is no connection.');
    try {
      return await request(this.#socket, name, payload);
    } catch (error) {
      if (this.#link === link)
        this.#recorder.failed({ device: this.plan.name, request: name, askedAt, node: this.#node }, error);
      throw error;
    }
  }

  write(target: ConversationId | { readonly to: UserId }, content: string, { isInBoth = false }: Writing = {}): void {
    const clientId = randomUUID();
    this.#waiting.push({ clientId, target, content, at: Date.now(), isInBoth });
    this.#recorder.wrote({
      clientId,
      device: this.plan.name,
      user: this.user.id,
      content,
      kept: true,
      conversation: typeof target === 'string' ? target : null,
      ...(isInBoth ? { isInBoth } : {}),
    });
    void this.#writeOn();
  }

  /** One after the other: the next one goes out when this one is answered. */
  async #writeOn(): Promise<void> {
    if (this.#isWriting) return;
    this.#isWriting = true;
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      try {
        await this.#send(next);
        this.#written += 1;
        if (this.#written % 3 === 0) await this.#send(next);
        this.#waiting.shift();
      } catch (error) {
        if (isPassing(error)) await pause(Math.max(150, error instanceof ClientError ? (error.retryAfterMs ?? 0) : 0));
        else {
          this.#recorder.refused(next.clientId, error instanceof ClientError ? error.code : String(error));
          this.#waiting.shift();
        }
      }
    }
    this.#isWriting = false;
  }

  async #send({ clientId, target, content, isInBoth }: Waiting, device = this.plan.name): Promise<void> {
    const askedAt = this.#recorder.now();
    this.#recorder.attempted(clientId);
    const answer =
      typeof target === 'string'
        ? await this.ask('message:room', {
            ...{ conversation: target, content, clientId },
            ...(isInBoth ? { alsoInParent: true } : {}),
          })
        : await this.ask('message:private', { to: target.to, content, clientId });
    const conversation = typeof target === 'string' ? target : (answer as AnswerOf<'message:private'>).conversation;
    this.#recorder.acked(clientId, device, {
      at: this.#recorder.now(),
      askedAt,
      node: this.#node,
      conversation,
      seq: answer.seq,
      id: answer.id,
      duplicate: answer.duplicate,
      degraded: answer.degraded === true,
    });
  }

  /**
   * All at once on one connection, small questions between the messages: more than is taken in one turn, and within the limits. Each has to be
   * answered, and the messages keep their order among themselves; none is sent again.
   */
  async burst(conversation: ConversationId, contents: readonly string[]): Promise<void> {
    if (!this.isHere) return;
    this.#bursts += 1;
    const device = `${this.plan.name} in its burst ${this.#bursts}`;
    const asked = contents.flatMap((content): Promise<unknown>[] => {
      const clientId = randomUUID();
      this.#recorder.wrote({ clientId, device, user: this.user.id, content, kept: false, conversation });
      return [
        this.#send({ clientId, target: conversation, content, at: Date.now() }, device),
        ...Array.from({ length: questionsBetween }, () => this.ask('typing:set', { conversation, on: false })),
      ];
    });
    await Promise.allSettled(asked);
  }

  get isHere(): boolean {
    return !this.#isAway && this.#link !== null;
  }

  isMissing(): string | null {
    if (this.#isAway) return null;
    if (!this.#link) return 'it is not connected';
    const waits = this.#waiting.find(({ at }) => Date.now() - at > waitingMs);
    return waits ? `its message "${waits.content.slice(0, 24)}" is not acknowledged` : null;
  }

  isIdle(): boolean {
    return this.#waiting.length === 0;
  }

  reload(forMs: number): Promise<void> {
    return this.absence(forMs);
  }

  async absence(forMs: number): Promise<void> {
    this.#isAway = true;
    this.#socket.disconnect();
    await pause(forMs);
    this.#isAway = false;
    this.#socket.connect();
  }

  close(): void {
    this.#isAway = true;
    this.#socket.disconnect();
  }
}

function connection(url: string, plan: PlannedDevice, auth: object): Socket {
  const socket = io(url, {
    auth: { protocol: 1, ...auth },
    transports: [plan.transport],
    forceNew: true,
    reconnectionDelay: 300,
    reconnectionDelayMax: 3_000,
    timeout: 10_000,
  });
  socket.on('connect_error', () => undefined);
  return socket;
}

function request<Name extends ClientEventName>(socket: Socket, name: Name, payload: object): Promise<AnswerOf<Name>> {
  return new Promise((resolve, reject) => {
    const end = (): void => reject(new ClientError('offline', 'The connection was lost before the answer came.'));
    socket.once('disconnect', end);
    socket.timeout(hungMs).emit(name, payload, (timedOut: Error | null, ack: Ack | undefined) => {
      socket.off('disconnect', end);
      if (timedOut || !ack) reject(new ClientError('timeout', 'The server has not answered in time.'));
      else if (ack.ok) resolve(ack as never);
      else reject(new ClientError(ack.error.code, ack.error.message, ack.error));
    });
  });
}
