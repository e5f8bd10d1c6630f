import { limits } from '@rookery/protocol';
import type { Presence, UserId } from '@rookery/protocol';
import type { Clock } from './clock.ts';
import { Observed } from './observable.ts';
import type { Observable } from './observable.ts';

const gatherMs = 150;

/** Whom the screens show, and whether they are online. The list is sent when it changes, gathered. */
export class PresenceWatch {
  readonly #states = new Observed<ReadonlyMap<UserId, Presence>>(new Map());
  readonly #watched = new Map<UserId, number>();
  readonly #clock: Clock;
  readonly #ask: (users: readonly UserId[]) => Promise<readonly Presence[]>;
  #cancel: (() => void) | null = null;

  constructor(clock: Clock, ask: (users: readonly UserId[]) => Promise<readonly Presence[]>) {
    this.#clock = clock;
    this.#ask = ask;
  }

  get states(): Observable<ReadonlyMap<UserId, Presence>> {
    return this.#states;
  }

  /** Until the returned function is called. */
  watch(users: readonly UserId[]): () => void {
    for (const user of users) this.#watched.set(user, (this.#watched.get(user) ?? 0) + 1);
    this.#askSoon();
    let isWatching = true;
    return () => {
      if (!isWatching) return;
      isWatching = false;
      for (const user of users) {
        const count = (this.#watched.get(user) ?? 1) - 1;
        if (count > 0) this.#watched.set(user, count);
        else this.#watched.delete(user);
      }
      this.#askSoon();
    };
  }

  /** On a new connection the server knows nothing of the list. */
  resume(): void {
    if (this.#watched.size > 0) this.#askSoon();
  }

  update(changes: readonly Presence[]): void {
    const next = new Map(this.#states.get());
    for (const change of changes) next.set(change.user, change);
    this.#states.set(next);
  }

  #askSoon(): void {
    this.#cancel ??= this.#clock.after(gatherMs, () => {
      this.#cancel = null;
      this.#ask([...this.#watched.keys()].slice(0, limits.watchUsers)).then(
        (states) => this.update(states),
        // The next connection asks again.
        () => undefined,
      );
    });
  }

  close(): void {
    this.#cancel?.();
  }
}
