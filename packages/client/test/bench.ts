import { ManualClock, me, room, ScriptedServer, SeededRandom, settle } from '@rookery/testkit';
import type { ConversationId, Message } from '@rookery/protocol';
import { createClient, memoryOutbox, memorySession } from '../src/index.ts';
import type { Client, OutboxStorage, SessionStorage, TimelineItem } from '../src/index.ts';

export type Bench = {
  readonly clock: ManualClock;
  readonly server: ScriptedServer;
  readonly client: Client;
  readonly session: SessionStorage;
  readonly outbox: OutboxStorage;
  readonly heard: Message[];
  /** Another run on the same device: after a reload. */
  again(outbox?: OutboxStorage): Client;
};

export type Setting = {
  readonly outbox?: OutboxStorage;
  readonly session?: SessionStorage;
  /** Messages in the room before. */
  readonly said?: number;
  /** Whether a program listens to every message. */
  readonly listens?: boolean;
};

/** A client of a scripted server that is signed in but not yet open. */
export function bench({ said = 0, listens = false, ...given }: Setting = {}): Bench {
  const clock = new ManualClock();
  const random = new SeededRandom(1);
  const server = new ScriptedServer(clock.now);
  for (let seq = 1; seq <= said; seq += 1) server.log(room).append(`old ${seq}`);
  server.log(room);
  const session = given.session ?? memorySession({ token: 't', user: me });
  const outbox = given.outbox ?? memoryOutbox();
  const again = (kept = outbox): Client =>
    createClient({ transport: server, clock, session, outbox: kept, random: random.next, randomBytes: random.fill });
  const client = again();
  const heard: Message[] = [];
  if (listens) client.on('message', (message) => heard.push(message));
  return { clock, server, client, session, outbox, heard, again };
}

/** Opens it, looks at the room, and lets everything settle. */
export async function opened(setting: Setting = {}): Promise<Bench> {
  const all = bench(setting);
  all.client.open();
  all.client.timeline(room).subscribe(() => undefined);
  await settle();
  return all;
}

export const shown = (client: Client, conversation: ConversationId = room): (string | undefined)[] =>
  client.timeline(conversation).get().items.map(text);

export const text = (item: TimelineItem): string | undefined =>
  item.kind === 'message' ? item.message.content : `~${item.pending.entry.content}`;
