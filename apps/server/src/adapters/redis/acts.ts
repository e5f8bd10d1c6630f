import { AsyncLocalStorage } from 'node:async_hooks';

/** What one act has done on the shards so far: `reads` by slot, with the master that answered; whether what it has committed is on one machine only. `outer`: which act it is a part of. */
export type Act = {
  readonly reads: Map<number, string>;
  hasCommitted: boolean;
  isDegraded: boolean;
  readonly outer: Act | undefined;
};

/** Which act a call on the shards belongs to, if any. */
export class Acts {
  readonly #current = new AsyncLocalStorage<Act>();

  async during<Answer>(work: () => Promise<Answer>): Promise<{ readonly answer: Answer; readonly act: Act }> {
    const act: Act = { reads: new Map(), hasCommitted: false, isDegraded: false, outer: this.#current.getStore() };
    return { answer: await this.#current.run(act, work), act };
  }

  noteRead(slot: number, master: string): void {
    this.#current.getStore()?.reads.set(slot, master);
  }

  /** Answers what is to be called where it turns out that what was committed is on one machine only. */
  noteCommit(): () => void {
    const act = this.#current.getStore();
    if (act) act.hasCommitted = true;
    return () => {
      for (let one = act; one; one = one.outer) one.isDegraded = true;
    };
  }
}
