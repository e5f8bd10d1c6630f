import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { createClient, memorySession } from '@rookery/client';
import type { Client, SessionStorage } from '@rookery/client';
import type { ClientId, ConversationId, Entry, Message, UserId } from '@rookery/protocol';
import { patiently } from '@rookery/testkit/patiently';
import { freshName, visitor } from '@rookery/testkit/person';
import { until } from '@rookery/testkit/until';
import { expect } from 'vitest';
import { timedTransport } from './timed-transport.ts';

/** A question that was asked into a failover is answered by then, and asked again after a pause. */
const wholeMs = 25_000;

type Member = {
  readonly client: Client;
  readonly session: SessionStorage;
  readonly rooms: readonly ConversationId[];
  /** By conversation, what the client has told of it since it last began: seq and id, in the order told. */
  readonly told: Map<ConversationId, { epochs: number; messages: { readonly seq: number; readonly id: string }[] }>;
};

/** What was acknowledged `ok`, by clientId. */
type Acked = { readonly conversation: ConversationId; readonly seq: number; readonly id: string };

export type CrowdOptions = {
  readonly url: string;
  readonly people?: number;
  readonly rooms?: number;
  /** Of each writer, between two messages. */
  readonly pauseMs?: number;
};

/**
 * People with the real client, who write to rooms and to each other through NGINX while something goes wrong. What must hold after that is
 * asked of the server by the protocol alone.
 */
export class Crowd {
  readonly rooms: readonly ConversationId[];
  readonly members: readonly Member[];
  readonly acked = new Map<string, Acked>();
  /** Requests that an open connection left unanswered. */
  readonly hung: string[] = [];
  readonly #url: string;
  readonly #pauseMs: number;
  /** With its two users. */
  readonly #directs = new Map<ConversationId, readonly UserId[]>();
  #writing: Promise<unknown> | null = null;
  #isOver = false;

  private constructor(
    options: CrowdOptions,
    rooms: readonly ConversationId[],
    members: readonly Member[],
    hung: string[],
  ) {
    this.#url = options.url;
    this.#pauseMs = options.pauseMs ?? 350;
    this.rooms = rooms;
    this.members = members;
    this.hung = hung;
  }

  static async gather(options: CrowdOptions): Promise<Crowd> {
    const { people = 50, rooms: count = 20 } = options;
    const hung: string[] = [];
    const clients = Array.from({ length: people }, () => {
      const session = memorySession();
      return { session, client: createClient({ session, transport: timedTransport(options.url, hung) }) };
    });
    await Promise.all(clients.map(({ client }) => patiently(() => client.join(freshName('crowd')))));
    const rooms: ConversationId[] = [];
    for (let index = 0; index < count; index += 1) {
      const owner = clients[index % people]?.client;
      if (!owner) throw new Error('a crowd needs people');
      const made = await patiently(() => owner.request('room:create', { name: freshName('square') }));
      rooms.push(made.room.id);
    }
    const members = await Promise.all(
      clients.map(async ({ client, session }, index): Promise<Member> => {
        // Each is in eight rooms, so that every room has members on all nodes.
        const own = new Set(Array.from({ length: 8 }, (_, step) => rooms[(index + step * 3) % rooms.length]));
        if (index < rooms.length) own.add(rooms[index]);
        const member: Member = {
          client,
          session,
          rooms: [...own].filter((room) => room !== undefined),
          told: new Map(),
        };
        for (const room of member.rooms) await patiently(() => client.request('room:join', { room }));
        client.on('message', (message: Message) => {
          const log = toldOf(member, message.conversation);
          log.messages.push({ seq: message.seq, id: message.id });
        });
        client.on('reset', ({ conversation }) => {
          const log = toldOf(member, conversation);
          log.epochs += 1;
          log.messages = [];
        });
        return member;
      }),
    );
    return new Crowd(options, rooms, members, hung);
  }

  /** Everybody writes, until `settled`. */
  write(): void {
    this.#isOver = false;
    this.#writing = Promise.all(
      this.members.map(async (member, index) => {
        await pause((index * this.#pauseMs) / this.members.length);
        for (let turn = index; !this.#isOver; turn += 1) {
          if (turn % 8 === 7) await this.#writeTo(member, index);
          else {
            const room = member.rooms[turn % member.rooms.length];
            if (room) await this.#sendUntilAcked(member, 'message:room', { room, content: `turn ${turn}` }, room);
          }
          await pause(this.#pauseMs);
        }
      }),
    );
    this.#writing.catch(() => undefined);
  }

  /** Always the same few, so that the pairs' logs grow too. */
  async #writeTo(member: Member, index: number): Promise<void> {
    const other = this.members[(index + 1 + (index % 3)) % this.members.length]?.session.load()?.user;
    const me = member.session.load()?.user;
    if (!other || !me) throw new Error('nobody to write to');
    const conversation = await this.#sendUntilAcked(
      member,
      'message:private',
      { to: other.id, content: 'between us' },
      null,
    );
    this.#directs.set(conversation, [me.id, other.id]);
  }

  async #sendUntilAcked(
    { client }: Member,
    event: 'message:room' | 'message:private',
    payload: object,
    room: ConversationId | null,
  ): Promise<ConversationId> {
    const clientId = randomUUID() as ClientId;
    const ack = await patiently(() => client.request(event, { ...payload, clientId }));
    const conversation = room ?? ('conversation' in ack ? (ack.conversation as ConversationId) : null);
    if (conversation === null) throw new Error('a private message was acked without its conversation');
    // Accepted while there was no second copy: promised less.
    if (!ack.degraded) this.acked.set(clientId, { conversation, seq: ack.seq, id: ack.id });
    return conversation;
  }

  /** Resolves when so many more are acked; answers how many there are in all. */
  async hasWritten(more: number): Promise<number> {
    const wanted = this.acked.size + more;
    await until(`${more} more messages are acked`, () => this.acked.size >= wanted, 45_000);
    return this.acked.size;
  }

  /** Ends the writing; resolves when whatever was begun is acked. */
  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#writing;
    this.#writing = null;
  }

  /** Ends the writing, and asks whether all that was promised holds. */
  async holds(): Promise<void> {
    const before = this.acked.size;
    await this.stop();
    expect(this.acked.size).toBeGreaterThanOrEqual(before);
    await this.#allOnline();
    const logs = new Map<ConversationId, readonly Message[]>();
    await Promise.all(
      this.members.map(async ({ client, session, rooms }) => {
        const me = session.load();
        const { entries } = await patiently(() => client.request('inbox:list', { limit: 100 }));
        await until(
          'the inbox shows what the server has',
          () => isDeepStrictEqual(marks(client.inbox.get().entries), marks(entries)),
          wholeMs,
        ).catch(() => expect(marks(client.inbox.get().entries)).toEqual(marks(entries)));
        for (const { conversation, head, read, unread } of entries) {
          expect(unread).toBe(head.seq - read);
          if (logs.has(conversation)) continue;
          logs.set(conversation, []);
          logs.set(conversation, await readLog(client, conversation));
        }
        const listed = entries.map(({ conversation }) => conversation);
        expect(listed).toEqual(expect.arrayContaining([...rooms]));
        for (const [direct, users] of this.#directs)
          if (me && users.includes(me.user.id)) expect(listed).toContain(direct);
      }),
    );
    this.#checkLogs(logs);
    await this.#checkTold(logs);
    await this.#checkSessions();
    expect(this.hung).toEqual([]);
  }

  #checkLogs(logs: ReadonlyMap<ConversationId, readonly Message[]>): void {
    const found = new Map<string, Message>();
    for (const messages of logs.values()) {
      expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, index) => index + 1));
      for (const message of messages) {
        if (message.clientId === undefined) continue;
        expect(found.has(message.clientId)).toBe(false);
        found.set(message.clientId, message);
      }
    }
    for (const [clientId, { conversation, seq, id }] of this.acked)
      expect(found.get(clientId)).toMatchObject({ conversation, seq, id });
  }

  /** Each client ends with what the log has, told once and in order. */
  async #checkTold(logs: ReadonlyMap<ConversationId, readonly Message[]>): Promise<void> {
    for (const member of this.members)
      for (const [conversation, log] of member.told) {
        const messages = logs.get(conversation) ?? [];
        await until(
          `a client has heard all of ${conversation}`,
          () => {
            const last = log.messages.at(-1);
            // After a reset it reads what it shows afresh; what follows is told from there on.
            return last === undefined ? log.epochs > 0 : last.seq === messages.length;
          },
          wholeMs,
        ).catch((error: unknown) => {
          throw new Error(`of ${messages.length} it has heard ${log.messages.at(-1)?.seq}`, { cause: error });
        });
        const first = log.messages[0]?.seq ?? 1;
        expect(log.messages).toEqual(
          messages.slice(first - 1, first - 1 + log.messages.length).map(({ seq, id }) => ({ seq, id })),
        );
      }
  }

  /** Presence tells the truth within 15 s, and all of them are here. */
  async #allOnline(): Promise<void> {
    const [first] = this.members;
    const users = this.members.flatMap(({ session }) => session.load()?.user.id ?? []);
    expect(users.length).toBe(this.members.length);
    await until(
      'everybody is online',
      async () => {
        const watched = await first?.client.request('presence:watch', { users }).catch(() => null);
        return watched?.states.every(({ online }) => online) === true;
      },
      16_000,
    );
  }

  async #checkSessions(): Promise<void> {
    await Promise.all(
      this.members.slice(0, 10).map(async ({ session }) => {
        const kept = session.load();
        const device = visitor(this.#url, { token: kept?.token });
        const hello = await device.hears('server:hello');
        expect(hello['user'].id).toBe(kept?.user.id);
        device.leave();
      }),
    );
  }

  leave(): void {
    this.#isOver = true;
    for (const { client } of this.members) client.close();
  }
}

/** What an inbox says, however it is sorted. */
const marks = (entries: readonly Entry[]): Record<string, string> =>
  Object.fromEntries(
    entries.map(({ conversation, head, read, unread }) => [conversation, `${head.seq} ${head.id} ${read} ${unread}`]),
  );

function toldOf(member: Member, conversation: ConversationId) {
  let log = member.told.get(conversation);
  if (!log) member.told.set(conversation, (log = { epochs: 0, messages: [] }));
  return log;
}

/** The whole log, page by page. */
export async function readLog(client: Client, conversation: ConversationId): Promise<Message[]> {
  const messages: Message[] = [];
  for (;;) {
    const page = await patiently(() =>
      client.request('history:fetch', { conversation, after: messages.at(-1)?.seq ?? 0, limit: 100 }),
    );
    messages.push(...page.messages);
    if (!page.hasMore) return messages;
  }
}
