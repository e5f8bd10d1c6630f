import type { ConversationId, TraceStep } from '@rookery/protocol';
import type { Clock } from '../domain/clock.ts';
import { TraceRing } from './trace-ring.ts';
import type { TraceRecord } from './trace-ring.ts';

/** Steps of messages that come and are given out, and of what follows, apart: a push is not to be forgotten because a room is busy. 1.9 MiB in all. */
const liveSteps = 40_000;
const laterSteps = 10_000;
/** How long a step is told. */
export const tracedMs = 24 * 3_600_000;

/** A seq, or several that went together. */
type Span = { readonly from: number; readonly to: number };

/** The steps that messages have taken on this node, in its memory alone: who asks for all asks every node. [TRACE-3] */
export class MessageTraces {
  readonly #node: string;
  readonly #clock: Clock;
  readonly #live = new TraceRing(liveSteps);
  readonly #later = new TraceRing(laterSteps);
  readonly isOn: boolean;

  readonly #copies: number;

  /** `copies`: on how many machines a message surely is whose append has resolved, unless it is degraded. */
  constructor(node: string, clock: Clock, isOn: boolean, copies: number) {
    this.#node = node;
    this.#copies = copies;
    this.#clock = clock;
    this.isOn = isOn;
  }

  /** Kept, after it was accepted here at `acceptedAt`. */
  stored(conversation: ConversationId, seq: number, acceptedAt: number, isDegraded: boolean): void {
    if (!this.isOn) return;
    const tookMs = this.#clock.now() - acceptedAt;
    this.#live.add('stored', conversation, seq, seq, acceptedAt, tookMs, isDegraded ? 1 : this.#copies);
  }

  /** This node has heard of it, and put it into the queues of so many devices. */
  delivered(conversation: ConversationId, seq: number, devices: number): void {
    if (this.isOn) this.#live.add('delivered', conversation, seq, seq, this.#clock.now(), 0, devices);
  }

  /** A device that came back was answered with it. */
  resumed(conversation: ConversationId, { from, to }: Span): void {
    if (this.isOn) this.#later.count('resumed', conversation, from, to, this.#clock.now());
  }

  /** A device’s push service has taken it. */
  pushed(conversation: ConversationId, seq: number): void {
    if (this.isOn) this.#later.count('pushed', conversation, seq, seq, this.#clock.now());
  }

  /** A letter that tells of it was taken. */
  mailed(conversation: ConversationId, { from, to }: Span): void {
    if (this.isOn) this.#later.count('mailed', conversation, from, to, this.#clock.now());
  }

  /** What this node knows of a message. */
  of(conversation: ConversationId, seq: number): TraceStep[] {
    const since = this.#clock.now() - tracedMs;
    const live = this.#live.of(conversation, seq, since);
    const later = this.#later.of(conversation, seq, since);
    return [
      ...live.flatMap((record) => this.#stepsOf(record)),
      // Each range that it was in is a record of its own.
      ...(['resumed', 'pushed', 'mailed'] as const).flatMap((what) => {
        const records = later.filter(({ kind }) => kind === what);
        const [first] = records;
        if (!first) return [];
        const devices = records.reduce((sum, { count }) => sum + count, 0);
        return { what, at: first.at, node: this.#node, ...(what === 'mailed' ? {} : { devices }) };
      }),
    ];
  }

  #stepsOf({ kind, at, tookMs, count }: TraceRecord): TraceStep[] {
    const node = this.#node;
    if (kind === 'stored')
      return [
        { what: 'accepted', at, node },
        { what: 'stored', at: at + tookMs, node, copies: count },
      ];
    const announced: TraceStep = { what: 'announced', at, node };
    return count === 0 ? [announced] : [announced, { what: 'delivered', at, node, devices: count }];
  }
}
