import type { Store } from '../ports/store.ts';
import type { Connection } from './connection.ts';
import { Frame } from './frame.ts';
import type { Profiles } from './profiles.ts';

const roundMs = 1_000;
/** Changes are told at least this often. */
const longestWaitMs = 5_000;
/** Per client, both lists together. */
const bytesASecond = 20_000;
const entriesLimit = 1_000;
/** What two lists may hold so that they can be sent every five seconds. */
const listBytes = (bytesASecond * longestWaitMs) / 1_000 / 2;

type ListPorts = Pick<Store, 'rooms' | 'presence'> & { readonly profiles: Profiles };

/**
 * `users:update` and `rooms:update`, which only classic clients are sent: after they join, and after changes. One encoding for
 * all of them; at most one of each a second, and no more bytes than a slow list allows.
 */
export class ClassicLists {
  readonly #ports: ListPorts;
  readonly #log: { warn(record: object): void };
  readonly #sentTo = new Map<Connection, { users: string; rooms: string; earliestAt: number }>();
  #timer: NodeJS.Timeout | null = null;
  #running = false;

  constructor(ports: ListPorts, log: { warn(record: object): void }) {
    this.#ports = ports;
    this.#log = log;
  }

  /** From now on, and at once. */
  add(connection: Connection): void {
    if (connection.closed) return;
    this.#sentTo.set(connection, { users: '', rooms: '', earliestAt: 0 });
    this.#timer ??= setInterval(() => this.#startRound(), roundMs);
    this.#startRound();
  }

  remove(connection: Connection): void {
    this.#sentTo.delete(connection);
    if (this.#sentTo.size === 0) this.close();
  }

  #startRound(): void {
    if (this.#running) return;
    this.#running = true;
    this.#round().then(
      () => (this.#running = false),
      (error: unknown) => {
        this.#running = false;
        this.#log.warn({ event: 'classic.lists.failed', err: error });
      },
    );
  }

  async #round(): Promise<void> {
    const users = cut('users:update', await this.#users());
    const rooms = cut('rooms:update', await this.#rooms());
    const now = performance.now();
    for (const [connection, sent] of this.#sentTo) {
      if (now < sent.earliestAt) continue;
      let bytes = 0;
      if (sent.users !== users.text && connection.queue.offer(users)) {
        sent.users = users.text;
        bytes += users.bytes;
      }
      if (sent.rooms !== rooms.text && connection.queue.offer(rooms)) {
        sent.rooms = rooms.text;
        bytes += rooms.bytes;
      }
      if (bytes > 0) sent.earliestAt = now + Math.max(roundMs - 50, (bytes / bytesASecond) * 1_000);
    }
  }

  async #users() {
    const online = await this.#ports.presence.onlineUsers(entriesLimit);
    const users = await Promise.all(online.map((id) => this.#ports.profiles.find(id)));
    return users.flatMap((user) => (user ? [{ id: user.id as string, username: user.username, isActive: true }] : []));
  }

  async #rooms() {
    const rooms: { name: string; users: number }[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.#ports.rooms.rooms(null, undefined, cursor, 100);
      const online = await this.#ports.presence.onlineIn(page.rows.map((row) => row.facts.id));
      for (const [index, row] of page.rows.entries()) rooms.push({ name: row.facts.name, users: online[index] ?? 0 });
      cursor = page.next ?? undefined;
    } while (cursor !== undefined && rooms.length < entriesLimit);
    return rooms.slice(0, entriesLimit);
  }

  close(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }
}

/** The first entries that fit. */
function cut(name: 'users:update' | 'rooms:update', entries: readonly object[]): Frame {
  let count = entries.length;
  for (;;) {
    const frame = Frame.event(name, entries.slice(0, count) as never);
    if (frame.bytes <= listBytes || count === 0) return frame;
    count = Math.min(count - 1, Math.floor((count * listBytes) / frame.bytes));
  }
}
