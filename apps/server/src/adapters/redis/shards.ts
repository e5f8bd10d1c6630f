import { setTimeout as pause } from 'node:timers/promises';
import { ChatError } from '@rookery/protocol';
import { Acts } from './acts.ts';
import { confirmKeyOfSlot, levelKeyOfSlot } from './keys.ts';
import { Link } from './link.ts';
import type { Command, LinkOptions } from './link.ts';
import type { Reply } from './reply.ts';
import { script } from './scripts.ts';
import type { Script } from './scripts.ts';
import { slotOf } from './slots.ts';
import { Topology } from './topology.ts';

/** Under the 10 s in which every request is answered, over an election at a node-timeout of 3 s. */
export const deadlineMs = 7_500;
const retryMs = 100;
const waitMs = 1_000;
const batchCalls = 512;

type Arguments = readonly (string | number | Buffer)[];
export type Call = {
  readonly script: Script;
  readonly keys: readonly string[];
  /** Asked anew for each attempt, the first of which is 0, where it is a function. */
  readonly args: Arguments | ((attempt: number) => Arguments);
  /** Of `commit`: it is long, and nobody waits for it. It goes over a connection of its own, so that what comes after it waits for the script alone. */
  readonly isBeside?: boolean;
};
type Committed = { readonly reply: Reply; readonly degraded: boolean };
type Waiting = Call & {
  readonly slot: number;
  readonly end: number;
  needsText: boolean;
  attempts: number;
  isSettled: boolean;
  /** Where the slot is being moved to, for one attempt. */
  ask: string | null;
  resolve(committed: Committed): void;
  reject(error: unknown): void;
};

const confirmation = (slot: number): Call => ({
  script: script('confirm'),
  keys: [confirmKeyOfSlot(slot)],
  args: [],
});

export const unavailable = (cause?: unknown): ChatError => new ChatError('unavailable', { cause });

/**
 * What a node says that was a master when it was asked and is none any more: it did the first commands of a pipeline, and another node serves the slot by now. (One that waits for
 * copies in that moment says UNBLOCKED.)
 */
export const isOfDemoted = (message: string): boolean =>
  message.includes('non local key') || message.includes('WAIT cannot be used with replica');

/**
 * Scripts on the master of their keys. `run` for reads and what may be lost; `commit` for what must be on a second machine before it resolves:
 * what waits for a shard goes in one pipeline with one WAIT, on a connection of its own.
 *
 * Both follow the slots wherever they go, repeat what got no answer (every script is idempotent) and end with `unavailable` at the deadline.
 */
export class Shards {
  readonly topology: Topology;
  readonly #options: LinkOptions;
  readonly #prefix: string;
  readonly #links = new Map<string, Link>();
  /**
   * Brings to Redis what a script has ended for: a message that lies in a block. Before its first write: it is called again afterwards.
   * `use`: 'entry' for as long as it takes to change it, 'root' for a minute. `base`: the conversation's keys, without the prefix.
   */
  thaw: (use: string, base: string, seq: number) => Promise<void> = () =>
    Promise.reject(unavailable(new Error('nothing reads blocks here')));
  /** By use and master. */
  readonly #lanes = new Map<string, { readonly waiting: Waiting[]; isBusy: boolean }>();
  readonly #acts = new Acts();
  /** By slot, what tells scripts the level. */
  readonly #levels: (string | undefined)[] = [];
  #level = 1;
  #closed = false;

  /** `prefix` stands before every key and channel. Without braces, so that it changes nobody's slot. */
  constructor(seeds: readonly string[], options: LinkOptions, prefix = '') {
    this.topology = new Topology(seeds, options);
    this.#options = options;
    this.#prefix = prefix;
  }

  /** A key or channel as Redis knows it. */
  named(key: string): string {
    return this.#prefix + key;
  }

  /** The level that the cluster has at least (ports/data-level.ts): it only rises. */
  get level(): number {
    return this.#level;
  }
  raiseLevel(level: number): void {
    if (level <= this.#level) return;
    this.#level = level;
    this.#levels.length = 0;
  }

  #levelOf(slot: number): string {
    return (this.#levels[slot] ??= String(this.#level).padStart(2, '0') + this.named(levelKeyOfSlot(slot)));
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /**
   * An act that is acknowledged once this resolves. One that found all done already has only read, and what it read may be on one machine yet, by an
   * attempt that nobody has confirmed: then what its masters have done is confirmed first. One that is led to a master which has taken over
   * since knows nothing, and ends with `unavailable`.
   */
  async firmly<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const { answer, act } = await this.#acts.during(work);
    if (act.hasCommitted) return answer;
    const slots = new Map([...act.reads].map(([slot, master]) => [master, slot]));
    await Promise.all([...slots.values()].map((slot) => this.commit(confirmation(slot))));
    for (const [slot, master] of act.reads)
      if (this.topology.masterOf(slot) !== master) throw unavailable(new Error('a shard has another master since'));
    return answer;
  }

  /** Whether something that an act has committed, by the time it ends, is on one machine only. */
  async noting<Answer>(work: () => Promise<Answer>): Promise<{ readonly answer: Answer; readonly degraded: boolean }> {
    const { answer, act } = await this.#acts.during(work);
    return { answer, degraded: act.isDegraded };
  }

  /** What the act has asked for is committed by somebody else, together with other acts. What it answers is called where that is on one machine only. */
  noteCommit(): () => void {
    return this.#acts.noteCommit();
  }

  async run(call: Call): Promise<Reply> {
    const end = performance.now() + deadlineMs;
    const slot = slotOf(call.keys[0] ?? '');
    let needsText = false;
    let ask: string | null = null;
    for (;;) {
      let failure: unknown;
      try {
        const command = this.#toCommand(call, slot, needsText);
        const master = ask ?? this.topology.masterOf(slot);
        if (master === undefined) throw new Error('no node serves this slot');
        const link = this.#link(master, 'read');
        if (ask === null) {
          const reply = await before(end, link.call(command));
          this.#acts.noteRead(slot, master);
          return reply;
        }
        const [, reply] = await before(end, link.pipeline([['ASKING'], command]));
        ask = null;
        if (!(reply instanceof Error)) return reply ?? null;
        failure = reply;
      } catch (error) {
        ask = null;
        failure = error;
      }
      const next = this.#judge(failure, slot);
      if (next === 'text') needsText = true;
      else if (typeof next === 'object' && 'cold' in next) await before(end, this.#thaw(next.cold));
      else if (typeof next === 'object') ask = next.ask;
      else await this.#pause(next, end, failure);
    }
  }

  commit(call: Call): Promise<Committed> {
    const noteDegraded = this.#acts.noteCommit();
    return new Promise((resolve, reject) => {
      const end = performance.now() + deadlineMs;
      const timer = setTimeout(() => waiting.reject(unavailable(new Error('deadline'))), deadlineMs);
      const settle = (act: () => void): void => {
        if (waiting.isSettled) return;
        waiting.isSettled = true;
        clearTimeout(timer);
        act();
      };
      const waiting: Waiting = {
        ...call,
        slot: slotOf(call.keys[0] ?? ''),
        end,
        needsText: false,
        attempts: 0,
        isSettled: false,
        ask: null,
        resolve: (committed) =>
          settle(() => {
            if (committed.degraded) noteDegraded();
            resolve(committed);
          }),
        reject: (error) => settle(() => reject(error)),
      };
      this.#enqueue(waiting);
    });
  }

  #enqueue(waiting: Waiting): void {
    if (waiting.isSettled) return;
    const master = waiting.ask ?? this.topology.masterOf(waiting.slot);
    if (this.#closed) return waiting.reject(unavailable());
    if (master === undefined) return void this.#later(waiting);
    const use = waiting.isBeside ? 'beside' : 'commit';
    const name = `${use} ${master}`;
    let lane = this.#lanes.get(name);
    if (!lane) this.#lanes.set(name, (lane = { waiting: [], isBusy: false }));
    lane.waiting.push(waiting);
    if (lane.isBusy) return;
    lane.isBusy = true;
    // What is asked for in the same turn goes together.
    setImmediate(() => void this.#drain(master, use, lane));
  }

  async #later(waiting: Waiting): Promise<void> {
    await pause(retryMs);
    await this.topology.refresh();
    this.#enqueue(waiting);
  }

  async #drain(
    master: string,
    use: 'commit' | 'beside',
    lane: { readonly waiting: Waiting[]; isBusy: boolean },
  ): Promise<void> {
    while (lane.waiting.length > 0) {
      const batch = lane.waiting.splice(0, use === 'beside' ? 1 : batchCalls).filter((waiting) => !waiting.isSettled);
      if (batch.length > 0) await this.#send(master, use, batch);
    }
    lane.isBusy = false;
  }

  async #send(master: string, use: 'commit' | 'beside', batch: readonly Waiting[]): Promise<void> {
    const isAlone = this.topology.isAlone(master);
    const commands: Command[] = [];
    const at: number[] = [];
    for (const waiting of batch) {
      if (waiting.ask !== null) commands.push(['ASKING']);
      at.push(commands.length);
      commands.push(this.#toCommand(waiting, waiting.slot, waiting.needsText, waiting.attempts));
      waiting.attempts += 1;
    }
    commands.push(['WAIT', 1, isAlone ? 10 : waitMs]);
    let answers: readonly (Reply | Error)[];
    try {
      answers = await this.#link(master, use).pipeline(commands);
    } catch (error) {
      answers = commands.map(() => (error instanceof Error ? error : new Error('lost')));
    }
    const copies = answers.at(-1);
    if (typeof copies === 'number' && copies >= 1) this.topology.accompanied(master);
    for (const [index, waiting] of batch.entries()) {
      waiting.ask = null;
      const answer = answers[at[index] ?? -1];
      if (answer instanceof Error) this.#repeat(waiting, answer);
      else if (copies instanceof Error) this.#repeat(waiting, copies);
      else if (typeof copies === 'number' && copies >= 1) waiting.resolve({ reply: answer ?? null, degraded: false });
      else if (isAlone) waiting.resolve({ reply: answer ?? null, degraded: true });
      // Kept by one machine only, perhaps: the outcome is unknown.
      else waiting.reject(unavailable(new Error('no replica has confirmed it')));
    }
  }

  #repeat(waiting: Waiting, failure: Error): void {
    let next;
    try {
      next = this.#judge(failure, waiting.slot);
    } catch (error) {
      waiting.reject(error);
      return;
    }
    if (next === 'text') waiting.needsText = true;
    else if (typeof next === 'object' && 'cold' in next) {
      // It has written nothing: what is given to it stays as it is.
      waiting.attempts -= 1;
      this.#thaw(next.cold).then(() => this.#enqueue(waiting), waiting.reject);
      return;
    } else if (typeof next === 'object') waiting.ask = next.ask;
    if (next === 'later') void this.#later(waiting);
    else this.#enqueue(waiting);
  }

  /** `cold`: what the script said of it. */
  #thaw([, use = '', base = '', seq = '']: readonly string[]): Promise<void> {
    return this.thaw(use, base.slice(this.#prefix.length), Number(seq));
  }

  /** What to do about a failed attempt; throws what no repeating mends. */
  #judge(
    failure: unknown,
    slot: number,
  ): 'again' | 'later' | 'text' | { readonly ask: string } | { readonly cold: readonly string[] } {
    const message = failure instanceof Error ? failure.message : '';
    const words = message.split(' ');
    const [word = '', , address = ''] = words;
    if (failure instanceof ChatError) throw failure;
    switch (word) {
      case 'MOVED':
        if (address === '' || this.topology.masterOf(slot) === address) return 'later';
        this.topology.note(slot, address);
        return 'again';
      case 'ASK':
        return { ask: address };
      case 'NOSCRIPT':
        return 'text';
      case 'LEVEL':
        this.raiseLevel(Number(message.split(' ')[1]) || 1);
        throw unavailable(failure);
      case 'COLD':
        return { cold: words };
      case 'OOM':
      case 'MISCONF':
      case 'NOREPLICAS':
        throw unavailable(failure);
      case 'ERR':
      case 'WRONGTYPE':
      case 'NOPERM':
        if (!isOfDemoted(message)) throw failure;
        return 'later';
      default:
        return 'later';
    }
  }

  async #pause(next: 'again' | 'later', end: number, failure: unknown): Promise<void> {
    if (this.#closed || performance.now() + retryMs > end) throw unavailable(failure);
    if (next === 'again') return;
    await pause(retryMs);
    await this.topology.refresh();
  }

  #link(master: string, use: 'read' | 'commit' | 'beside'): Link {
    const name = `${use} ${master}`;
    const known = this.#links.get(name);
    if (known && !known.closed) return known;
    const link = new Link(master, this.#options, () => undefined);
    this.#links.set(name, link);
    return link;
  }

  /** A hint, once, to whoever listens to the channel. */
  async publish(channel: string, payload: string): Promise<void> {
    const master = this.topology.masterOf(slotOf(channel));
    if (master === undefined) throw unavailable();
    await this.#link(master, 'read').call(['SPUBLISH', this.named(channel), payload]);
  }

  /** Plain commands, whose keys are `named`, to one master, once, in one write: for looking through its slots. What fails is an error in its place; it throws when the link is lost. */
  async pipeline(master: string, commands: readonly Command[]): Promise<readonly (Reply | Error)[]> {
    return before(performance.now() + deadlineMs, this.#link(master, 'read').pipeline(commands));
  }

  #toCommand({ script, keys, args }: Call, slot: number, needsText: boolean, attempt = 0): Command {
    const given = typeof args === 'function' ? args(attempt) : args;
    const named = keys.map((key) => this.named(key));
    return needsText
      ? ['EVAL', script.text, named.length, ...named, ...given, this.#levelOf(slot)]
      : ['EVALSHA', script.sha, named.length, ...named, ...given, this.#levelOf(slot)];
  }

  close(): void {
    this.#closed = true;
    this.topology.close();
    for (const link of this.#links.values()) link.close();
  }
}

async function before<Answer>(end: number, promise: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      promise,
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(unavailable(new Error('deadline'))), Math.max(1, end - performance.now()));
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}
