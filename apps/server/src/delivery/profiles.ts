import type { User, UserId } from '@rookery/protocol';
import { nobody } from '../domain/who.ts';
import type { Who } from '../domain/who.ts';
import type { People } from '../ports/people.ts';

/** Profiles kept, half of them at least those used last. One takes about 400 bytes. */
const keptProfiles = 50_000;
/** Users in one read of the store. */
const batchUsers = 500;

type Reading = { readonly promise: Promise<User | null>; isOld: boolean };
type Batch = { readonly ids: UserId[]; readonly found: Promise<ReadonlyMap<UserId, User | null>> };

/** Her status is over when its time is: nobody has to take it away. [PEO-8] */
function asOfNow(user: User): User {
  if (user.status?.until === undefined || user.status.until > Date.now()) return user;
  const { status: _, ...rest } = user;
  return rest;
}

/**
 * Who people are now, as far as this node has asked: the one place where ids become names. It is told of every change (`PeopleNews`), and then
 * forgets the person, so that what it answers is at most a minute old, however long it is kept.
 */
export class Profiles {
  readonly #people: Pick<People, 'users'>;
  readonly #halfLimit: number;
  // Whoever is used moves to the young. When those are many, the old are forgotten and the young become the old: as good as an exact order
  // of use, and a hit among the young costs one look.
  #young = new Map<UserId, User>();
  #old = new Map<UserId, User>();
  readonly #reading = new Map<UserId, Reading>();
  #batch: Batch | null = null;

  constructor(people: Pick<People, 'users'>, limit = keptProfiles) {
    this.#people = people;
    this.#halfLimit = Math.max(1, Math.floor(limit / 2));
  }

  /** Without asking anybody. */
  known(id: UserId): User | undefined {
    const young = this.#young.get(id);
    if (young) return asOfNow(young);
    const old = this.#old.get(id);
    if (old) this.#keep(old);
    return old && asOfNow(old);
  }

  /** Null where there is no such user. */
  async find(id: UserId): Promise<User | null> {
    return this.known(id) ?? (await this.#read(id));
  }

  /** Looks up those who are not known, together. The answer stands for itself: nothing that is forgotten meanwhile is missing in it. */
  async whoAre(ids: Iterable<UserId>): Promise<Who> {
    const found = new Map<UserId, User>();
    const unknown: UserId[] = [];
    for (const id of ids) {
      const user = this.known(id);
      if (user) found.set(id, user);
      else unknown.push(id);
    }
    if (unknown.length > 0)
      for (const user of await Promise.all(unknown.map((id) => this.#read(id)))) if (user) found.set(user.id, user);
    return (id) => found.get(id) ?? nobody(id);
  }

  /** What a write has answered. */
  learn(user: User): void {
    const known = this.known(user.id);
    if (known && known.rev >= user.rev) return;
    this.#outdate(user.id);
    this.#keep(user);
  }

  /** Their profiles have changed, or may have. */
  forget(ids: Iterable<UserId>): void {
    for (const id of ids) {
      this.#outdate(id);
      this.#young.delete(id);
      this.#old.delete(id);
    }
  }

  forgetWhere(concerns: (id: UserId) => boolean): void {
    const ids = [...this.#young.keys(), ...this.#old.keys(), ...this.#reading.keys()];
    this.forget(ids.filter(concerns));
  }

  #keep(user: User): void {
    this.#young.set(user.id, user);
    if (this.#young.size < this.#halfLimit) return;
    this.#old = this.#young;
    this.#young = new Map();
  }

  /** A read that is under way may have been answered before the change: its answer is not kept, and it is made again. */
  #outdate(id: UserId): void {
    const reading = this.#reading.get(id);
    if (reading) reading.isOld = true;
  }

  #read(id: UserId): Promise<User | null> {
    const known = this.#reading.get(id);
    if (known) return known.promise;
    const reading: Reading = { promise: this.#readUntilNew(id), isOld: false };
    this.#reading.set(id, reading);
    return reading.promise;
  }

  async #readUntilNew(id: UserId): Promise<User | null> {
    try {
      for (;;) {
        const user = (await this.#inBatch(id)).get(id) ?? null;
        const reading = this.#reading.get(id);
        if (!reading?.isOld) {
          if (user) this.#keep(user);
          return user && asOfNow(user);
        }
        reading.isOld = false;
      }
    } finally {
      this.#reading.delete(id);
    }
  }

  /** What is asked for in one turn goes together. */
  #inBatch(id: UserId): Promise<ReadonlyMap<UserId, User | null>> {
    if (!this.#batch || this.#batch.ids.length >= batchUsers) {
      const ids: UserId[] = [];
      const batch: Batch = { ids, found: this.#ask(ids, () => this.#batch === batch && (this.#batch = null)) };
      this.#batch = batch;
    }
    this.#batch.ids.push(id);
    return this.#batch.found;
  }

  async #ask(ids: readonly UserId[], begin: () => void): Promise<ReadonlyMap<UserId, User | null>> {
    await Promise.resolve();
    begin();
    const users = await this.#people.users(ids);
    return new Map(ids.map((id, index) => [id, users[index] ?? null]));
  }
}
