import type { PayloadOf, ServerEventName, User, UserId } from '@rookery/protocol';
import { Few } from '../domain/few.ts';
import { newWord } from '../domain/new-id.ts';
import type { Session } from '../domain/session.ts';
import type { FlushSchedule } from './flush-schedule.ts';
import { Frame } from './frame.ts';
import type { HeardConversation, Listener } from './listener.ts';
import { OutgoingQueue } from './outgoing-queue.ts';
import { ReadingTurns } from './reading-turns.ts';
import type { Wire } from './wire.ts';

/** One socket and what the node keeps for it. */
export class Connection implements Listener {
  readonly queue: OutgoingQueue;
  readonly readings: ReadingTurns;
  readonly #wire: Wire;
  /** What a stock client that lost its connection sends back by itself: a classic client is known by it. */
  readonly pid: string;
  /** Where it comes from, as limits count it. */
  readonly address: string | null;
  /** Made when it is first asked for. */
  #id: string | null = null;
  #user: User | null = null;
  session: Session | null = null;
  /** Resolves when every feed of the user is heard: reads that promise continuity wait for it. Null then. */
  ready: Promise<void> | null = null;
  readonly audiences = new Few<HeardConversation>();
  closed = false;
  /** Requests that are not answered yet. */
  underWay = 0;
  /** What runs in order. Null when nothing does. */
  #lane: Promise<unknown> | null = null;

  constructor(wire: Wire, schedule: FlushSchedule, pid = '', address: string | null = null) {
    this.#wire = wire;
    this.address = address;
    this.pid = pid;
    this.queue = new OutgoingQueue(wire, schedule);
    this.readings = new ReadingTurns(this.queue);
  }

  /** Tells it from all others, on every node. */
  get id(): string {
    return (this.#id ??= newWord());
  }

  get user(): User | null {
    return this.#user;
  }

  set user(user: User | null) {
    this.#user = user;
    if (user) this.#wire.belongsTo?.(user.id);
  }

  get userId(): UserId | null {
    return this.user?.id ?? null;
  }

  get sessionId(): string | null {
    return this.session?.id ?? null;
  }

  get isClassic(): boolean {
    return this.session?.kind === 'classic';
  }

  /** Classic clients know no `sync`. */
  get canSync(): boolean {
    return !this.isClassic;
  }

  offer(frame: Frame): boolean {
    return this.queue.offer(frame);
  }

  push(frame: Frame): void {
    this.queue.push(frame);
  }

  /** Sends what must not be left out. */
  send<Name extends ServerEventName>(name: Name, payload: PayloadOf<Name>): void {
    this.queue.push(Frame.event(name, payload));
  }

  renamed(user: User): void {
    if (this.user?.id === user.id && user.rev > this.user.rev) this.user = user;
  }

  fellBehind(): void {
    this.queue.onRoom ??= () => {
      for (const audience of this.audiences) {
        const head = audience.headFor(this);
        if (head && audience.isBehind(this)) this.send('feed:lagging', { conversation: audience.conversation, head });
      }
    };
  }

  /** Runs one such work after the other: what a client sends one after the other keeps its order. */
  inOrder<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#lane ? this.#lane.then(work, work) : work();
    this.#lane = done;
    // Forgotten with its answer. A failure is its caller's; the lane goes on.
    const over = (): void => {
      if (this.#lane === done) this.#lane = null;
    };
    done.then(over, over);
    return done;
  }

  /** A request was answered with an error. */
  refused(): void {
    this.#wire.refused?.();
  }

  /** The session is over: the socket ends when what is queued has been written. */
  leave(): void {
    this.queue.endWhenWritten(() => this.disconnect());
  }

  /** Ends the socket; the gateway hears of it and lets the rest go. */
  disconnect(): void {
    this.#wire.close();
  }
}
