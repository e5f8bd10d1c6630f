/**
 * A process of people who were connected elsewhere: `join` makes them, `vanish` takes their connections away, `return` connects all at once
 * with their tokens, each again after what a refusal tells it, then one `sync`; `check` says who has every message.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { RawClient, Refused } from '@rookery/testkit/counting-client';
import type { Tally } from '@rookery/testkit/counting-client';

export type ReturningOrder =
  | {
      readonly kind: 'join';
      readonly port: number;
      readonly names: readonly string[];
      readonly rooms: readonly string[];
      /** As pages of the server's own keep their sessions; left out: as programs do. */
      readonly cookies?: boolean;
    }
  | { readonly kind: 'vanish' }
  | { readonly kind: 'return'; readonly port: number }
  | { readonly kind: 'check' };

export type ReturningReport = {
  /** ms from the start of the storm until each one's `sync` was answered. */
  readonly backMs: readonly number[];
  readonly refused: number;
  readonly failedConnections: number;
  /** Sent in answers to `sync`. */
  readonly caughtUp: number;
  /** Of each room by name the lowest and the highest number that its people hold, and how many of them miss some before theirs. */
  readonly holes: number;
  readonly heads: Readonly<Record<string, readonly [number, number]>>;
};

type Head = { readonly epoch: string; readonly seq: number; readonly id: string | null; readonly rev: number };
type Page = {
  readonly head: Head;
  readonly messages: readonly { readonly seq: number }[];
  readonly more: boolean;
  readonly reset?: true;
};

const atOnce = 200;
const tally: Tally = { received: 0, bytes: 0, gaps: 0, latencies: [] };
const counts = { refused: 0, failedConnections: 0, caughtUp: 0 };
const backMs: number[] = [];

/** What one answer without `ok` would mean here is a fault of the bench. */
function answered(text: string): Record<string, unknown> {
  const answer = JSON.parse(text) as Record<string, unknown>;
  if (answer['ok'] !== true) throw new Error(text);
  return answer;
}

class Person {
  readonly #name: string;
  readonly room: string;
  #client: RawClient | null = null;
  #token = '';
  #cookie = '';
  #conversation = '';
  #head: Head = { epoch: '', seq: 0, id: null, rev: 0 };
  #inboxRev = 0;
  #isSynced = false;
  readonly #early = new Set<number>();
  seq = 0;
  holes = 0;

  constructor(name: string, room: string) {
    this.#name = name;
    this.room = room;
  }

  async join(port: number): Promise<void> {
    const client = new RawClient(port, tally);
    this.#client = client;
    await client.ready;
    const joined = answered(await client.ask('user:join', { username: this.#name }));
    this.#token = (joined['session'] as { token: string }).token;
    const entered = answered(await client.ask('room:join', { room: this.room }));
    this.#conversation = (entered['room'] as { id: string }).id;
    this.#head = entered['head'] as Head;
    this.seq = this.#head.seq;
    this.#inboxRev = answered(await client.ask('inbox:list', {}))['rev'] as number;
  }

  /** Exchanges the token for the cookie, after which the token is of no use. */
  async keepCookie(port: number): Promise<void> {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/sessions/cookie`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.#token}`, origin: `http://127.0.0.1:${port}` },
    });
    const [cookie = ''] = (answer.headers.get('set-cookie') ?? '').split(';');
    if (cookie === '') throw new Error(`no cookie: ${answer.status} ${await answer.text()}`);
    this.#cookie = cookie;
    this.#token = '';
    // As a page does at once. The first use of a new secret is written down, and once only.
    const used = await fetch(`http://127.0.0.1:${port}/api/v1/sessions`, {
      headers: { cookie, origin: `http://127.0.0.1:${port}` },
    });
    if (!used.ok) throw new Error(`the cookie is not taken: ${used.status}`);
    await used.arrayBuffer();
  }

  vanish(): void {
    this.#client?.close();
  }

  async comeBack(port: number): Promise<void> {
    for (;;) {
      const client = new RawClient(port, tally, {
        ...(this.#cookie ? { cookie: this.#cookie } : { auth: { token: this.#token } }),
        onSeq: (seq) => this.#receiveLive(seq),
      });
      this.#client = client;
      try {
        await client.ready;
        return await this.#sync(client);
      } catch (error) {
        client.close();
        if (error instanceof Refused) counts.refused += 1;
        else counts.failedConnections += 1;
        await pause(error instanceof Refused ? error.retryAfterMs : 1_000);
      }
    }
  }

  async #sync(client: RawClient): Promise<void> {
    for (let more = true; more;) {
      const { epoch, id, rev } = this.#head;
      const isAtHead = this.seq === this.#head.seq && id !== null;
      const position = { conversation: this.#conversation, epoch, seq: this.seq, rev, ...(isAtHead ? { id } : {}) };
      const answer = answered(await client.ask('sync', { inbox: this.#inboxRev, conversations: [position] }));
      const [page] = answer['conversations'] as readonly Page[];
      if (!page || page.reset) throw new Error('reset, though nothing was lost');
      for (const { seq } of page.messages) {
        this.#count(seq);
        counts.caughtUp += 1;
      }
      more = page.more;
    }
    this.#isSynced = true;
    for (const seq of [...this.#early].toSorted((a, b) => a - b)) if (seq > this.seq) this.#count(seq);
    this.#early.clear();
  }

  /** Live messages may come before the answer that they continue. */
  #receiveLive(seq: number): void {
    if (!this.#isSynced) this.#early.add(seq);
    else if (seq > this.seq) this.#count(seq);
  }

  #count(seq: number): void {
    if (seq !== this.seq + 1) this.holes += 1;
    this.seq = seq;
  }
}

const people: Person[] = [];

async function join({ port, names, rooms, cookies = false }: Extract<ReturningOrder, { kind: 'join' }>): Promise<void> {
  for (const [index, name] of names.entries()) people.push(new Person(name, rooms[index % rooms.length] ?? ''));
  for (let from = 0; from < people.length; from += atOnce)
    await Promise.all(
      people.slice(from, from + atOnce).map(async (person) => {
        await person.join(port);
        if (cookies) await person.keepCookie(port);
      }),
    );
}

function report(): ReturningReport {
  const heads: Record<string, [number, number]> = {};
  for (const { room, seq } of people) {
    const [low, high] = heads[room] ?? [seq, seq];
    heads[room] = [Math.min(low, seq), Math.max(high, seq)];
  }
  return { ...counts, backMs, heads, holes: people.reduce((sum, { holes }) => sum + holes, 0) };
}

process.on('message', (order: ReturningOrder) => {
  const act = async (): Promise<void> => {
    if (order.kind === 'join') await join(order);
    else if (order.kind === 'vanish') for (const person of people) person.vanish();
    else if (order.kind === 'return') {
      const startedAt = performance.now();
      const all = people.map(async (person) => {
        await person.comeBack(order.port);
        backMs.push(performance.now() - startedAt);
      });
      await Promise.all(all);
    }
  };
  act().then(
    () => process.send?.({ result: report() }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
