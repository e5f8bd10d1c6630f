import type { Store } from '../ports/store.ts';

export type ReadinessReport = {
  readonly ok: boolean;
  readonly degraded: boolean;
  readonly details: readonly string[];
};

/** Whether new work should come to this node. */
export class Readiness {
  readonly #store: Store;
  #draining = false;

  constructor(store: Store) {
    this.#store = store;
  }

  startDraining(): void {
    this.#draining = true;
  }

  async report(): Promise<ReadinessReport> {
    if (this.#draining) return { ok: false, degraded: false, details: ['This node is leaving.'] };
    const store = await this.#store.health();
    const heard = this.#store.announcements.health();
    return {
      ok: store.ok && heard.ok,
      degraded: store.degraded,
      details: heard.ok ? store.details : [...store.details, heard.why],
    };
  }
}
