import type { Change, Message, UserId } from '@rookery/protocol';
import { applyChange } from '../apply-change.ts';
import type { Observable } from '../observable.ts';

/** A message that another one answers: `none` where there is none, undefined until it is known. */
export type Quoted = Message | 'none' | undefined;

type Held = { value: Quoted; isLoading: boolean; isStale: boolean; readonly listeners: Set<() => void> };

type QuotePorts = {
  find(seq: number): Promise<Message | undefined>;
  reader(): UserId | null;
};

/** Quotes kept that nobody looks at, so that scrolling past them again asks nothing. */
const keptQuotes = 200;

/** Messages that are shown elsewhere than in their place, as they are now: edits and deletions reach them as they reach the window. */
export class Quotes {
  readonly #ports: QuotePorts;
  /** In the order of being asked for. */
  readonly #held = new Map<number, Held>();

  constructor(ports: QuotePorts) {
    this.#ports = ports;
  }

  of(seq: number): Observable<Quoted> {
    return {
      get: () => this.#held.get(seq)?.value,
      subscribe: (listener) => {
        const held = this.#hold(seq);
        // One function may be subscribed twice: each counts for itself.
        const own = (): void => listener();
        held.listeners.add(own);
        return () => {
          held.listeners.delete(own);
          this.#letGo();
        };
      },
    };
  }

  changed(change: Change): void {
    const held = 'seq' in change ? this.#held.get(change.seq) : undefined;
    if (!held) return;
    // What is being read may be from before it.
    if (held.isLoading) held.isStale = true;
    if (typeof held.value === 'object') this.#set(held, applyChange(held.value, change, this.#ports.reader()));
  }

  /** What is before it does not exist any more. */
  beginAt(first: number): void {
    for (const [seq, held] of this.#held) {
      if (seq >= first) continue;
      if (held.isLoading) held.isStale = true;
      this.#set(held, 'none');
    }
  }

  /** Changes may have been missed: all are read again. */
  missed(): void {
    for (const [seq, held] of this.#held)
      if (held.listeners.size > 0) this.#load(seq, held);
      else this.#held.delete(seq);
  }

  #hold(seq: number): Held {
    const known = this.#held.get(seq);
    const held = known ?? { value: undefined, isLoading: false, isStale: false, listeners: new Set() };
    this.#held.delete(seq);
    this.#held.set(seq, held);
    if (!known) this.#load(seq, held);
    return held;
  }

  #load(seq: number, held: Held): void {
    if (held.isLoading) {
      held.isStale = true;
      return;
    }
    held.isLoading = true;
    const done = (value: Quoted): void => {
      held.isLoading = false;
      if (held.isStale) {
        held.isStale = false;
        this.#load(seq, held);
      } else this.#set(held, value);
    };
    this.#ports.find(seq).then(
      (message) => done(message ?? 'none'),
      () => done(held.value ?? 'none'),
    );
  }

  #set(held: Held, value: Quoted): void {
    if (value === held.value) return;
    held.value = value;
    for (const listener of [...held.listeners]) listener();
  }

  #letGo(): void {
    const idle = [...this.#held].filter(([, { listeners }]) => listeners.size === 0);
    for (const [seq] of idle.slice(0, Math.max(0, idle.length - keptQuotes))) this.#held.delete(seq);
  }
}
