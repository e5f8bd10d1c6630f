import { AsyncLocalStorage } from 'node:async_hooks';

/** What one act has done on the shards so far: `reads` by slot, with the master that answered. */
export type Act = { readonly reads: Map<number, string>; hasCommitted: boolean };

/** Which act a call on the shards belongs to, if any. */
export class Acts {
  readonly #current = new AsyncLocalStorage<Act>();

  async during<Answer>(work: () => Promise<Answer>): Promise<{ readonly answer: Answer; readonly act: Act }> {
    const act: Act = { reads: new Map(), hasCommitted: false };
    return { answer: await this.#current.run(act, work), act };
  }

  noteRead(slot: number, master: string): void {
    this.#current.getStore()?.reads.set(slot, master);
  }

  noteCommit(): void {
    const act = this.#current.getStore();
    if (act) act.hasCommitted = true;
  }
}
