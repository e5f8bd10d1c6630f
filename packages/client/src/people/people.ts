import type { Entry, Message, User, UserId } from '@rookery/protocol';
import { Observed } from '../observable.ts';
import type { Observable, Unsubscribe } from '../observable.ts';

/** Somebody as far as is known: a message does not tell whether its author is a guest, nor her role and status. */
export type Person = Omit<User, 'guest'> & { readonly guest?: boolean };

/** People kept; those heard of longest ago go first, unless somebody watches them. */
const keptPeople = 5_000;

/**
 * Everybody that this client has heard of, by id, as they are now. It learns from every answer and event; of two states of one person the
 * higher `rev` is right, whichever came first. So a name that changed changes wherever it is shown.
 */
export class People {
  readonly #all = new Observed<ReadonlyMap<UserId, Person>>(new Map());
  /** In the order of being heard of. */
  readonly #people = new Map<UserId, Person>();
  /** Of whose present state only a message has told. */
  readonly #partial = new Set<UserId>();
  readonly #watched = new Map<UserId, Set<() => void>>();
  /** Since the listeners were last told. */
  readonly #changed = new Set<UserId>();
  readonly #onChange: (changed: ReadonlySet<UserId>) => void;
  #willNotify = false;
  /** Counts how often the book was emptied: news of before are not told after it. */
  #clears = 0;

  /** `onChange` hears, at most once a turn, who is new or different. */
  constructor(onChange: (changed: ReadonlySet<UserId>) => void = () => undefined) {
    this.#onChange = onChange;
  }

  /** All of them. A new map, at most once a turn, when any of them changed. */
  get all(): Observable<ReadonlyMap<UserId, Person>> {
    return this.#all;
  }

  get(id: UserId): Person | undefined {
    return this.#people.get(id);
  }

  /** Those whom somebody watches. */
  get watched(): Iterable<UserId> {
    return this.#watched.keys();
  }

  /** One person; undefined while nothing is known of them. */
  of(id: UserId): Observable<Person | undefined> {
    return {
      get: () => this.#people.get(id),
      subscribe: (listener) => this.#watch(id, listener),
    };
  }

  #watch(id: UserId, listener: () => void): Unsubscribe {
    const listeners = this.#watched.get(id) ?? new Set();
    this.#watched.set(id, listeners);
    // One function may be subscribed twice: each counts for itself.
    const own = (): void => listener();
    listeners.add(own);
    return () => {
      listeners.delete(own);
      if (listeners.size === 0 && this.#watched.get(id) === listeners) this.#watched.delete(id);
    };
  }

  /** Takes up what is newer than, or more than, what is known. */
  learn(people: Iterable<Person>): void {
    for (const person of people) {
      const known = this.#people.get(person.id);
      const isNews =
        !known ||
        person.rev > known.rev ||
        (person.rev === known.rev && this.#partial.has(person.id) && person.guest !== undefined);
      this.#people.delete(person.id);
      this.#people.set(person.id, isNews ? withTheRest(person, known) : known);
      if (!isNews) continue;
      this.#changed.add(person.id);
      if (person.guest === undefined) this.#partial.add(person.id);
      else this.#partial.delete(person.id);
    }
    this.#letGo();
    if (this.#changed.size > 0) this.#notifySoon();
  }

  /** A message with its author as they are now: the same object where it says so already. */
  inMessage(message: Message): Message {
    const author = this.#people.get(message.user.id);
    if (!author || author.rev <= message.user.rev) return message;
    const { id, username, displayName, avatar, rev, deactivated } = author;
    return {
      ...message,
      from: username,
      user: { id, displayName, ...(avatar ? { avatar } : {}), rev, ...(deactivated ? { deactivated } : {}) },
    };
  }

  /** A line of an inbox likewise. */
  inEntry(entry: Entry): Entry {
    const last = entry.last && this.inMessage(entry.last);
    const user = entry.user && this.inUser(entry.user);
    const users = entry.users && this.#inUsers(entry.users);
    const author = entry.root && this.inUser(entry.root.user);
    const invitedBy = entry.invitedBy && this.inUser(entry.invitedBy);
    const isSame =
      last === entry.last &&
      user === entry.user &&
      users === entry.users &&
      author === entry.root?.user &&
      invitedBy === entry.invitedBy;
    if (isSame) return entry;
    const root = entry.root && author && { ...entry.root, user: author };
    return {
      ...{ ...entry, last, ...(user ? { user } : {}), ...(users ? { users } : {}), ...(root ? { root } : {}) },
      ...(invitedBy ? { invitedBy } : {}),
    };
  }

  /** The same list where it says so already. */
  #inUsers(users: User[]): User[] {
    const now = users.map((user) => this.inUser(user));
    return now.some((user, index) => user !== users[index]) ? now : users;
  }

  inUser(user: User): User {
    const known = this.#people.get(user.id);
    return known && known.rev > user.rev ? { guest: user.guest, ...known } : user;
  }

  clear(): void {
    this.#clears += 1;
    this.#willNotify = false;
    this.#people.clear();
    this.#partial.clear();
    this.#changed.clear();
    this.#all.set(new Map());
  }

  #letGo(): void {
    let extra = this.#people.size - keptPeople;
    for (const id of this.#people.keys()) {
      if (extra <= 0) return;
      if (this.#watched.has(id)) continue;
      this.#people.delete(id);
      this.#partial.delete(id);
      extra -= 1;
    }
  }

  /** A page of history is one change. */
  #notifySoon(): void {
    if (this.#willNotify) return;
    this.#willNotify = true;
    const clears = this.#clears;
    queueMicrotask(() => {
      if (clears !== this.#clears) return;
      this.#willNotify = false;
      const changed = new Set(this.#changed);
      this.#changed.clear();
      this.#all.set(new Map(this.#people));
      this.#onChange(changed);
      for (const id of changed) for (const listener of [...(this.#watched.get(id) ?? [])]) listener();
    });
  }
}

/** What is known besides is not forgotten over news that do not say it. */
function withTheRest(person: Person, known: Person | undefined): Person {
  if (person.guest !== undefined || !known) return person;
  const { guest, role, status } = known;
  return {
    ...person,
    ...(guest === undefined ? {} : { guest }),
    ...(role === undefined ? {} : { role }),
    ...(status === undefined ? {} : { status }),
  };
}

/** The author of a message, as far as it says. */
export const authorOf = ({ from, user }: Pick<Message, 'from' | 'user'>): Person => ({ ...user, username: from });
