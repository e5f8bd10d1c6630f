import { randomBytes } from 'node:crypto';
import { ChatError } from '@rookery/protocol';
import * as z from 'zod';
import { callBytes, callMs } from '../../ports/node-calls.ts';
import type { AnswerCall, NodeCalls } from '../../ports/node-calls.ts';
import type { Bus } from './bus.ts';
import { calledNodesKey, callsChannel } from './keys.ts';
import { list, text } from './reply.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';

const renewMs = 2_000;
const leaseMs = 6_000;
/** A node is given up when so many rounds have not seen it: after an outage of the shard that keeps the leases all have lapsed, and come back one by one. */
const missedRounds = 2;
/** Calls that wait for an answer, and those that are answered at once. Overflow: `unavailable`. */
const waitingLimit = 500;
const answeredLimit = 32;

const message = z.union([
  z.object({ ask: z.string().max(64), from: z.string().max(64), question: z.unknown() }),
  z.object({ reply: z.string().max(64), answer: z.unknown() }),
  z.object({ failed: z.string().max(64) }),
]);

type Waiting = {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: ChatError) => void;
  readonly deadline: NodeJS.Timeout;
};
type Known = { readonly life: string; missed: number };

/**
 * Calls over sharded pub/sub: each life of a node listens on a channel of its own, so what a dead one was asked is not answered by the next. What is
 * lost on the way is answered by the deadline.
 */
export class RedisNodeCalls implements NodeCalls {
  readonly me: string;
  readonly #shards: Shards;
  readonly #bus: Bus;
  /** This life of this node. */
  readonly #life: string;
  readonly #waiting = new Map<string, Waiting>();
  #known: ReadonlyMap<string, Known> = new Map();
  #nodes: readonly string[] = [];
  #answer: AnswerCall | null = null;
  #answering = 0;
  #lastId = 0;
  #timer: NodeJS.Timeout | null = null;
  #stop: (() => void) | null = null;
  #isClosed = false;

  constructor(shards: Shards, bus: Bus, node: string) {
    this.#shards = shards;
    this.#bus = bus;
    this.me = node;
    this.#life = `${node}.${randomBytes(6).toString('hex')}`;
  }

  get nodes(): readonly string[] {
    return this.#nodes;
  }

  async join(answer: AnswerCall): Promise<void> {
    this.#answer = answer;
    this.#timer = setInterval(() => void this.#renew().catch(() => undefined), renewMs);
    this.#timer.unref();
    await this.#renew();
  }

  /** Nobody is told of a node that does not hear yet. */
  async #renew(): Promise<void> {
    this.#stop ??= await this.#bus.listen(callsChannel(this.#life), {
      hear: (payload) => this.#hear(payload),
      // Whoever asked meanwhile has heard nothing, and asks another one.
      missed: () => undefined,
    });
    const args = [this.#life, this.#isClosed ? 0 : leaseMs];
    const reply = await this.#shards.run({ script: script('lease'), keys: [calledNodesKey], args });
    if (this.#isClosed) return;
    // The lease that was renewed last stands last: of two lives the living one counts.
    const live = new Map(
      list(reply)
        .map(text)
        .map((life): [string, string] => [nameOf(life), life]),
    );
    live.set(this.me, this.#life);
    const known = new Map([...live].map(([name, life]): [string, Known] => [name, { life, missed: 0 }]));
    for (const [name, { life, missed }] of this.#known)
      if (!known.has(name) && missed + 1 < missedRounds) known.set(name, { life, missed: missed + 1 });
    this.#known = known;
    this.#nodes = [...known.keys()].sort();
  }

  async call(node: string, question: unknown): Promise<unknown> {
    const life = this.#known.get(node)?.life;
    if (life === undefined || this.#isClosed || this.#waiting.size >= waitingLimit) throw new ChatError('unavailable');
    this.#lastId += 1;
    const id = `${this.#lastId}`;
    const payload = JSON.stringify({ ask: id, from: this.#life, question });
    if (payload.length > callBytes) throw new ChatError('unavailable');
    return new Promise((resolve, reject) => {
      const fail = (): void => {
        this.#settle(id)?.reject(new ChatError('unavailable'));
      };
      this.#waiting.set(id, { resolve, reject, deadline: setTimeout(fail, callMs) });
      this.#shards.publish(callsChannel(life), payload).catch(fail);
    });
  }

  #settle(id: string): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    if (!waiting) return undefined;
    clearTimeout(waiting.deadline);
    this.#waiting.delete(id);
    return waiting;
  }

  #hear(payload: Buffer): void {
    const heard = message.safeParse(parsed(payload));
    if (!heard.success) return;
    const { data } = heard;
    if ('reply' in data) this.#settle(data.reply)?.resolve(data.answer);
    else if ('failed' in data) this.#settle(data.failed)?.reject(new ChatError('unavailable'));
    else void this.#answerTo(data.ask, data.from, data.question);
  }

  /** What does not reach whoever asked is answered by the deadline there. */
  async #answerTo(id: string, from: string, question: unknown): Promise<void> {
    let reply = JSON.stringify({ failed: id });
    if (this.#answer && !this.#isClosed && this.#answering < answeredLimit) {
      this.#answering += 1;
      try {
        const answer = JSON.stringify({ reply: id, answer: await this.#answer(question) });
        if (answer.length <= callBytes) reply = answer;
      } catch {
        // It failed here: so it says.
      } finally {
        this.#answering -= 1;
      }
    }
    await this.#shards.publish(callsChannel(from), reply).catch(() => undefined);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#timer) clearInterval(this.#timer);
    for (const id of [...this.#waiting.keys()]) this.#settle(id)?.reject(new ChatError('unavailable'));
    // The lease lapses by itself.
    if (this.#stop) await this.#renew().catch(() => undefined);
    this.#stop?.();
  }
}

const nameOf = (life: string): string => life.slice(0, life.lastIndexOf('.'));

function parsed(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString());
  } catch {
    return null;
  }
}
