import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, memorySession } from '@rookery/client';
import type { Client, TimelineItem } from '@rookery/client';
import type { ConversationId, Message, UserId } from '@rookery/protocol';
import { SeededRandom } from '@rookery/testkit';
import { until } from '@rookery/testkit/until';
import { describe, expect, test } from 'vitest';
import type { ReadMessage } from '../../apps/server/src/domain/log.ts';
import { SimulatedServer } from './simulated-server.ts';

const seeds = process.env['SEED'] ? [Number(process.env['SEED'])] : [1, 2, 3, 4, 5, 6, 7, 8];
const people = 6;
const roomCount = 3;
const steps = 260;

/** Of a whole run, for whatever it waits for at its end. */
const patienceMs = 20_000;

type Person = { readonly client: Client; readonly id: UserId; readonly heard: Message[] };

/** Everything in the log, read by a member. */
async function readLog(server: SimulatedServer, conversation: ConversationId, reader: UserId): Promise<ReadMessage[]> {
  const messages: ReadMessage[] = [];
  for (;;) {
    const page = await server.store.log.page({ conversation, reader, after: messages.length, limit: 100 });
    if (page.status !== 'page') throw new Error('the reader is no member');
    messages.push(...page.messages);
    if (!page.hasMore) return messages;
  }
}

async function simulate(seed: number): Promise<void> {
  const random = new SeededRandom(seed);
  const dataDir = mkdtempSync(join(tmpdir(), 'rookery-simulation-'));
  const server = new SimulatedServer(dataDir, random);
  await server.start();
  const crowd: Person[] = [];
  const newClient = (): Client =>
    createClient({
      transport: server.transport,
      session: memorySession(),
      random: random.next,
      randomBytes: random.fill,
    });
  const comer = newClient();
  try {
    for (let index = 0; index < people; index += 1) {
      const client = newClient();
      const user = await client.join(`p${index}.${seed}`);
      const person: Person = { client, id: user.id, heard: [] };
      client.on('message', (message) => person.heard.push(message));
      crowd.push(person);
    }
    const rooms: ConversationId[] = [];
    for (let index = 0; index < roomCount; index += 1) {
      const { room } = await random.pick(crowd).client.createRoom({ name: `room ${index} ${seed}` });
      rooms.push(room.id);
      for (const { client } of crowd) await client.joinRoom(room.id);
    }
    for (const { client } of crowd) for (const room of rooms) client.timeline(room).subscribe(() => undefined);
    // Comes and goes: what is told of that has no number.
    await comer.join(`comer.${seed}`);

    const sent = new Map<
      string,
      { readonly by: UserId; readonly room: ConversationId; readonly content: string; readonly order: number }
    >();
    for (let step = 0; step < steps; step += 1) {
      const person = random.pick(crowd);
      const room = random.pick(rooms);
      const dice = random.next();
      const last = person.client.timeline(room).messages.at(-1);
      if (dice < 0.62) {
        const content = `${seed}/${step}`;
        sent.set(person.client.send(room, content), { by: person.id, room, content, order: step });
      } else if (dice < 0.7 && last)
        person.client.react(room, last.seq, random.pick(['👍', '🎉']), random.chance(0.7)).catch(() => undefined);
      else if (dice < 0.75 && last?.user.id === person.id)
        person.client.edit(room, last.seq, `${last.content ?? ''} (edited)`).catch(() => undefined);
      else if (dice < 0.82 && last) person.client.markRead(room, last.seq).catch(() => undefined);
      else if (dice < 0.84) person.client.setProfile({ displayName: `${person.id} ${step}` }).catch(() => undefined);
      else if (dice < 0.87) (random.chance(0.6) ? comer.joinRoom(room) : comer.leaveRoom(room)).catch(() => undefined);
      else if (dice < 0.92) server.cutSomebody();
      else if (dice < 0.93) {
        await server.stop();
        await new Promise((resolve) => setTimeout(resolve, random.between(0, 60)));
        await server.start();
      } else await new Promise((resolve) => setTimeout(resolve, random.between(0, 25)));
    }

    // The network heals.
    await until(
      'everybody is online and has nothing left to send',
      () => {
        for (const { client } of crowd) client.tryNow();
        return crowd.every(({ client }) => client.connection.get().state === 'online' && client.waiting.get() === 0);
      },
      patienceMs,
    );
    const profiles = await server.store.people.users(crowd.map(({ id }) => id));
    const names = new Map(profiles.map((user) => [user?.id, user?.displayName]));
    const nameOf = ({ author }: ReadMessage): string | undefined => names.get(author);
    for (const room of rooms) {
      const log = await readLog(server, room, crowd[0]?.id as UserId);
      expect(
        log.map(({ seq }) => seq),
        'numbered without a gap',
      ).toEqual(log.map((_, index) => index + 1));
      const wanted = [...sent].filter(([, one]) => one.room === room);
      expect(log.length, 'each once').toBe(wanted.length);
      for (const [clientId, one] of wanted) {
        const kept = log.filter((message) => message.clientId === clientId);
        expect(kept.length, `${one.content} is there once`).toBe(1);
        expect(kept[0]?.author).toBe(one.by);
      }
      for (const { id } of crowd) {
        const own = log
          .filter((message) => message.author === id)
          .map((message) => sent.get(String(message.clientId))?.order ?? -1);
        expect(own, 'in the order in which she wrote them').toEqual(own.toSorted((a, b) => a - b));
      }
      await until(
        'everybody sees how many belong to the room',
        async () => {
          const [state] = await server.store.log.states([room]);
          return crowd.every(({ client }) => {
            const entry = client.inbox.get().entries.find(({ conversation }) => conversation === room);
            return entry?.room?.members === state?.members;
          });
        },
        patienceMs,
      );
      for (const { client, id } of crowd) {
        const timeline = client.timeline(room);
        await until(
          'the timeline is the log',
          async () => {
            if (timeline.get().hasOlder) await timeline.loadOlder();
            const shown = timeline.get();
            return (
              shown.items.length === log.length &&
              JSON.stringify(shown.items.map(describeItem)) ===
                JSON.stringify(log.map((message) => describe_(message, nameOf(message))))
            );
          },
          15_000,
        ).catch((error: unknown) => {
          const shown = timeline.get().items.map(describeItem);
          expect(shown, `${id} shows the log (${String(error)})`).toEqual(
            log.map((message) => describe_(message, nameOf(message))),
          );
        });
        const line = await server.store.users.line(id, room);
        const entry = client.inbox.get().entries.find(({ conversation }) => conversation === room);
        expect(entry?.head.seq).toBe(log.length);
        await until(
          'unread is head minus read',
          () => {
            const now = client.inbox.get().entries.find(({ conversation }) => conversation === room);
            return now?.read === line?.read && now?.unread === log.length - (line?.read ?? 0);
          },
          patienceMs,
        );
      }
    }
    for (const { heard } of crowd)
      for (const room of rooms) {
        const seqs = heard.filter((message) => message.conversation === room).map(({ seq }) => seq);
        expect(new Set(seqs).size, 'nothing is heard twice').toBe(seqs.length);
      }
  } finally {
    for (const client of [comer, ...crowd.map((person) => person.client)]) client.close();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** What a person sees of a message. */
const describeItem = (item: TimelineItem): unknown =>
  item.kind === 'message' && describe_(item.message, item.message.user.displayName);
/** `name`: what its author is called now. */
const describe_ = (message: Omit<ReadMessage, 'author' | 'mine' | 'links'>, name: string | undefined): unknown => [
  message.seq,
  message.id,
  name,
  message.content,
  message.edited,
  (message.reactions ?? []).map(({ emoji, count }) => `${emoji}${count}`),
];

describe('a crowd over a bad network', () => {
  for (const seed of seeds)
    test(`[CLI-1, CLI-2, CLI-3] seed ${seed}: every message once, every timeline is the log, unread is derived`, async () => {
      try {
        await simulate(seed);
      } catch (error) {
        console.error(`Replay: SEED=${seed} npx vitest run --project simulation`);
        throw error;
      }
    }, 120_000);
});
