import { limits } from '@rookery/protocol';
import type { Presence, UserId } from '@rookery/protocol';
import type { Clock } from './clock.ts';
import { Observed } from './observable.ts';
import type { Observable } from './observable.ts';
import { Pause, pauseMs } from './pause.ts';

const gatherMs = 150;

type PresencePorts = {
  readonly clock: Clock;
  random(): number;
  isOnline(): boolean;
  ask(users: readonly UserId[]): Promise<readonly Presence[]>;
};

/** Whom the screens show, and whether they are online. The list is sent when it changes, gathered. */
export class PresenceWatch {
  readonly #ports: PresencePorts;
  readonly #states = new Observed<ReadonlyMap<UserId, Presence>>(new Map());
  /** How many watch whom, the latest last. */
  readonly #watched = new Map<UserId, number>();
  readonly #pause: Pause;
  #wanted = false;
  #isRunning = false;

  constructor(ports: PresencePorts) {
    this.#ports = ports;
    this.#pause = new Pause(ports.clock);
  }

  get states(): Observable<ReadonlyMap<UserId, Presence>> {
    return this.#states;
  }

  /** Until the returned function is called. Of more than `limits.watchUsers` the latest are watched. */
  watch(users: readonly UserId[]): () => void {
    for (const user of users) {
      const count = this.#watched.get(user) ?? 0;
      this.#watched.delete(user);
      this.#watched.set(user, count + 1);
    }
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

  /** One user, watched while somebody is subscribed. */
  of(user: UserId): Observable<Presence | undefined> {
    return {
      get: () => this.#states.get().get(user),
      subscribe: (listener) => {
        const stop = this.watch([user]);
        const unsubscribe = this.#states.subscribe(listener);
        return () => {
          unsubscribe();
          stop();
        };
      },
    };
  }

  /** On a new connection the server knows nothing of the list. */
  resume(): void {
    this.#pause.end();
    if (this.#watched.size > 0) this.#askSoon();
  }

  update(changes: readonly Presence[]): void {
    if (changes.length === 0) return;
    const next = new Map(this.#states.get());
    for (const change of changes) next.set(change.user, change);
    this.#states.set(next);
  }

  clear(): void {
    this.#wanted = false;
    this.#pause.end();
    this.#states.set(new Map());
  }

  #askSoon(): void {
    this.#wanted = true;
    if (this.#isRunning) return;
    this.#isRunning = true;
    void this.#run();
  }

  async #run(): Promise<void> {
    let waitMs = gatherMs;
    let failures = 0;
    while (this.#wanted) {
      await this.#pause.wait(waitMs);
      // The next connection asks.
      if (!this.#wanted || !this.#ports.isOnline()) break;
      this.#wanted = false;
      waitMs = gatherMs;
      try {
        const states = await this.#ports.ask([...this.#watched.keys()].slice(-limits.watchUsers));
        failures = 0;
        this.#keepWatched();
        this.update(states);
      } catch (error) {
        this.#wanted = true;
        failures += 1;
        waitMs = pauseMs(failures, error, () => this.#ports.random());
      }
    }
    this.#isRunning = false;
  }

  /** What is no longer watched grows stale: it is forgotten. */
  #keepWatched(): void {
    const states = this.#states.get();
    const kept = [...states].filter(([user]) => this.#watched.has(user));
    if (kept.length < states.size) this.#states.set(new Map(kept));
  }
}
