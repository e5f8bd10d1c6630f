import type { UserId } from '@rookery/protocol';

/**
 * From which number on each listener of a conversation reads, where that differs: in a room whose history begins at one's joining. Learnt from the store
 * before anything is delivered; whoever attaches, or joins anew, has to be learnt again. [ROOM-33]
 */
export class ReaderFirsts {
  readonly #known = new Map<UserId, number>();
  /** Of whom it is not known: a number for each time that somebody came. */
  readonly #lacking = new Map<UserId, number>();
  #isNeeded = false;
  #comings = 0;

  /** False where all read the same: then nothing is kept. */
  get isNeeded(): boolean {
    return this.#isNeeded;
  }

  /** Whether it is known of everybody. */
  get isComplete(): boolean {
    return this.#lacking.size === 0;
  }

  /** `here`: those who listen now. */
  follow(isNeeded: boolean, here: () => Iterable<UserId>): void {
    if (isNeeded === this.#isNeeded) return;
    this.#isNeeded = isNeeded;
    this.#known.clear();
    this.#lacking.clear();
    if (isNeeded) for (const user of here()) this.came(user);
  }

  /** She listens from now on, or belongs to it anew. */
  came(user: UserId): void {
    if (!this.#isNeeded) return;
    this.#known.delete(user);
    this.#lacking.set(user, (this.#comings += 1));
  }

  left(user: UserId): void {
    this.#known.delete(user);
    this.#lacking.delete(user);
  }

  /** Asks `firstsOf` for those of whom it is not known. Whoever comes again meanwhile stays unknown. Whoever does not belong to the room reads nothing. */
  async learn(firstsOf: (users: readonly UserId[]) => Promise<ReadonlyMap<UserId, number>>): Promise<void> {
    const asked = new Map(this.#lacking);
    if (asked.size === 0) return;
    const firsts = await firstsOf([...asked.keys()]);
    for (const [user, coming] of asked) {
      if (this.#lacking.get(user) !== coming) continue;
      this.#lacking.delete(user);
      this.#known.set(user, firsts.get(user) ?? Infinity);
    }
  }

  /** Undefined where it is not known. */
  of(user: UserId | null): number | undefined {
    return user === null ? undefined : this.#known.get(user);
  }
}
