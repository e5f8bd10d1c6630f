import type { ConsumerName } from '../domain/consumers.ts';
import type { Store } from '../ports/store.ts';
import type { TaskCounts } from '../ports/tasks.ts';

export type ReadinessReport = {
  readonly ok: boolean;
  readonly degraded: boolean;
  readonly details: readonly string[];
};

/** Of the shards that this node sweeps. */
type SweptTasks = { readonly counts: ReadonlyMap<ConsumerName, TaskCounts> };

/** Whether new work should come to this node. */
export class Readiness {
  readonly #store: Store;
  readonly #tasks: SweptTasks;
  #phase: 'starting' | 'serving' | 'leaving' = 'starting';

  constructor(store: Store, tasks: SweptTasks) {
    this.#store = store;
    this.#tasks = tasks;
  }

  /** All that a start brings about is there. */
  startServing(): void {
    if (this.#phase === 'starting') this.#phase = 'serving';
  }

  startDraining(): void {
    this.#phase = 'leaving';
  }

  async report(): Promise<ReadinessReport> {
    if (this.#phase !== 'serving') return { ok: false, degraded: false, details: [`This node is ${this.#phase}.`] };
    const store = await this.#store.health();
    const heard = this.#store.announcements.health();
    return {
      ok: store.ok && heard.ok,
      degraded: store.degraded,
      details: [...store.details, ...(heard.ok ? [] : [heard.why]), ...this.#parked()],
    };
  }

  /** They wait for somebody to look, and keep nothing else from going on. [TASK-14] */
  #parked(): string[] {
    return [...this.#tasks.counts]
      .filter(([, { parked }]) => parked > 0)
      .map(([consumer, { parked }]) => `Tasks of ${consumer} that are parked because they went on failing: ${parked}.`);
  }
}
