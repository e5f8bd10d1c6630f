import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Latencies } from '../domain/latencies.ts';

/** What is counted between two samples. */
export type CountedFigures = {
  readonly messages: number;
  readonly deliveries: number;
  readonly ackP50: number | null;
  readonly ackP99: number | null;
  readonly deliveryP50: number | null;
  readonly deliveryP99: number | null;
  readonly loopLag: number | null;
  /** Cores, over the time. */
  readonly cpu: number;
};

const loopStepMs = 20;

/** What happens on this node, counted as it happens: a message costs less than a microsecond of it. */
export class NodeFigures {
  readonly #acks = new Latencies();
  readonly #ways = new Latencies();
  readonly #loop = monitorEventLoopDelay({ resolution: loopStepMs });
  #messages = 0;
  #deliveries = 0;
  #cpu = process.cpuUsage();

  /** A message was acknowledged, so long after it came. */
  acknowledged(ms: number): void {
    this.#messages += 1;
    this.#acks.note(ms);
  }

  /** It was put into the queues of so many listeners. */
  delivered(listeners: number): void {
    this.#deliveries += listeners;
  }

  /** It was accepted so long before it was put there: by the clocks of two nodes, so it may seem to be before. */
  arrived(ms: number): void {
    this.#ways.note(Math.max(0, ms));
  }

  start(): void {
    this.#loop.enable();
  }

  /** Of the `ms` since it was called last. */
  take(ms: number): CountedFigures {
    const used = process.cpuUsage(this.#cpu);
    this.#cpu = process.cpuUsage();
    const { count } = this.#loop;
    const figures = {
      messages: this.#messages,
      deliveries: this.#deliveries,
      ackP50: this.#acks.below(0.5),
      ackP99: this.#acks.below(0.99),
      deliveryP50: this.#ways.below(0.5),
      deliveryP99: this.#ways.below(0.99),
      // The monitor's own step is in it.
      loopLag: count === 0 ? null : Math.max(0, this.#loop.percentile(99) / 1e6 - loopStepMs),
      cpu: (used.user + used.system) / 1_000 / Math.max(1, ms),
    };
    this.#acks.clear();
    this.#ways.clear();
    this.#loop.reset();
    this.#messages = 0;
    this.#deliveries = 0;
    return figures;
  }

  close(): void {
    this.#loop.disable();
  }
}
