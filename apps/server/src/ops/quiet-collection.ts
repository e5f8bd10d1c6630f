import { performance as monitor } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Log } from './log.ts';

/** Connections that came or went: a handshake leaves about 20 KiB behind. */
const changesWorthIt = 1_000;
const checkMs = 2_000;
/** Share of the time that the loop was busy. */
const quietLoad = 0.2;

/**
 * V8 collects when it needs room, so after a storm of connections the garbage of their handshakes, twice of what they keep, stays for as
 * long as nothing happens. This collects once when it has become quiet: nobody came or went since the last check, and the
 * loop is mostly idle. The pause is about 10 ms per 1,000 connections; V8 gives the pages back some seconds later (docs/adr/0011).
 */
export class QuietCollection {
  readonly #log: Log;
  readonly #collect: () => void;
  readonly #timer: NodeJS.Timeout;
  #changes = 0;
  #changesBefore = 0;
  readonly #load: () => number;

  constructor(log: Log, collect: () => void = exposedCollection(), load: () => number = loadSinceLastAsked()) {
    this.#log = log;
    this.#collect = collect;
    this.#load = load;
    this.#timer = setInterval(() => this.#check(), checkMs);
    this.#timer.unref();
  }

  /** A connection came or went. */
  note(): void {
    this.#changes += 1;
  }

  #check(): void {
    const load = this.#load();
    const changes = this.#changes;
    const isQuiet = changes === this.#changesBefore && load < quietLoad;
    this.#changesBefore = changes;
    if (changes < changesWorthIt || !isQuiet) return;
    this.#changes = this.#changesBefore = 0;
    const startedAt = performance.now();
    this.#collect();
    this.#log.debug({ event: 'memory.collected', changes, ms: Math.round(performance.now() - startedAt) });
  }

  close(): void {
    clearInterval(this.#timer);
  }
}

function loadSinceLastAsked(): () => number {
  let before = monitor.eventLoopUtilization();
  return () => {
    const now = monitor.eventLoopUtilization();
    const { utilization } = monitor.eventLoopUtilization(now, before);
    before = now;
    return utilization;
  };
}

/** What `--expose-gc` gives, without a flag that whoever starts the server has to know. */
function exposedCollection(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
