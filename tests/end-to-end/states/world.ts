import { createClient, memorySession, type Client } from '@rookery/client';
import { Keeping } from '@rookery/client/keeping';
import type { ConversationId } from '@rookery/protocol';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { startTarget, type Target } from '@rookery/testkit/target';
import { TcpProxy } from '@rookery/testkit/tcp-proxy';
import { serveStatic } from '../support/static-server.ts';
import { populate, speaker } from '../support/team.ts';
import { sendFiles } from './files.ts';

/** Of those who come back to their accounts. */
export const password = 'correct horse battery';

const web = fileURLToPath(new URL('../../../apps/web/', import.meta.url));

/** The app over a server by script, for what would take a real one a day, or a provider, or letters. */
const serveScripted = async () => {
  const outDir = await mkdtemp(join(tmpdir(), 'rookery-scripted-'));
  await build({
    configFile: `${web}vite.config.ts`,
    mode: 'fixtures',
    logLevel: 'error',
    build: { outDir, emptyOutDir: true },
  });
  const { url, close } = await serveStatic(outDir, 'fixtures.html');
  return { url, close: () => close().then(() => rm(outDir, { recursive: true })) };
};

/** A name as long as names may be, two that are written from right to left, and one of signs. */
const oddNames = [
  ['alexandra', 'Alexandra Konstantinopoulou-Hohenzollern von Liechtenstein'],
  ['layla', 'ليلى عبد الرحمن'],
  ['noa', 'נועה בן־דוד'],
  ['ghost', '👻 Ghost 👨‍👩‍👧‍👦'],
  ['donaudampf', 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerk'],
] as const;

/** A server of its own behind a piece of network of its own, and people who talk there. */
export class World {
  readonly network: TcpProxy;
  readonly url: string;
  /** Whose screen is shown. */
  readonly reader: Client;
  /** Of the server. */
  readonly owner: Client;
  readonly wei: Client;
  readonly amelia: Client;
  readonly rooms: Readonly<Record<string, ConversationId>>;
  /** With many messages; and one in which nothing was said. */
  readonly group: ConversationId;
  readonly emptyGroup: ConversationId;
  /** The reader's with Wei. */
  readonly direct: ConversationId;
  /** The app over a server by script. */
  readonly scripted: string;
  readonly #target: Target;
  readonly #clients: readonly Client[];
  readonly #closeSite: () => Promise<void>;
  #rooms = 0;

  private constructor(parts: {
    target: Target;
    network: TcpProxy;
    people: Awaited<ReturnType<typeof populate>>;
    owner: Client;
    rooms: World['rooms'];
    group: ConversationId;
    emptyGroup: ConversationId;
    direct: ConversationId;
    site: Awaited<ReturnType<typeof serveScripted>>;
    others: readonly Client[];
  }) {
    this.network = parts.network;
    this.url = `http://127.0.0.1:${parts.network.port}`;
    this.reader = parts.people.ming.client;
    this.owner = parts.owner;
    this.wei = parts.people.wei.client;
    this.amelia = parts.people.amelia.client;
    this.rooms = parts.rooms;
    this.group = parts.group;
    this.emptyGroup = parts.emptyGroup;
    this.direct = parts.direct;
    this.scripted = parts.site.url;
    this.#closeSite = parts.site.close;
    this.#target = parts.target;
    this.#clients = [
      ...[parts.people.ming, parts.people.wei, parts.people.amelia, parts.people.na].map(({ client }) => client),
      parts.owner,
      ...parts.others,
    ];
  }

  static async open(): Promise<World> {
    const target = await startTarget({ ROOKERY_RATE_LIMITS: 'off' });
    const network = await TcpProxy.open(target.server.port);
    const olga = createClient({ url: target.url, session: memorySession() });
    olga.open();
    await olga.online();
    const setup = new URL(readFileSync(join(target.dataDir, 'setup.url'), 'utf8').trim());
    await olga.account.setUp(setup.hash.slice(1), 'olga', password, 'Olga');
    const people = await populate(target.url);
    const { ming, wei, na } = people;
    await ming.client.account.register('xiaoming', password, '小明');
    const rooms: Record<string, ConversationId> = { ...people.rooms };
    const releases = people.rooms['发布公告'] as ConversationId;
    const others: Client[] = [];

    const open = async (name: string, options: { topic?: string; visibility?: 'public' | 'private' } = {}) => {
      const { room } = await wei.client.createRoom({ name, topic: '', visibility: 'public', ...options });
      rooms[name] = room.id;
      return room.id;
    };
    const odd = await open('Kommunikationsinfrastrukturmodernisierungsprojektsteuerungsgruppe Nord-West', {
      topic: 'Vierteljährliche Abstimmung aller Beteiligten, شكرًا, תודה, 谢谢',
    });
    rooms['odd'] = odd;
    for (const [username, displayName] of oddNames) {
      const { client } = await speaker(target.url, username, displayName);
      others.push(client);
      await client.joinRoom(odd);
    }
    await ming.client.joinRoom(odd);
    const say = (client: Client | undefined, conversation: ConversationId, content: string) =>
      client?.request('message:room', { conversation, content });
    await say(
      others[0],
      odd,
      'https://example.com/a/very/long/address/without/any/place/to/break/it/' + 'x'.repeat(120),
    );
    await say(others[1], odd, 'صباح الخير، هل الخادم **جاهز** للإصدار v2.4.0 اليوم؟');
    await say(others[2], odd, 'כן, הכול מוכן.');
    await say(others[3], odd, '👍🏽👩‍💻🏳️‍🌈🇨🇳');
    await say(others[4], odd, 'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz'.repeat(3));

    const many = await open('百人群', { topic: '消息很多' });
    for (const { client } of [ming, na]) await client.joinRoom(many);
    for (let count = 1; count <= 700; count += 1)
      await say(count % 3 === 0 ? na.client : wei.client, many, `第 ${count} 条：窗口、回滚与公告`);

    const { thread } = await ming.client.request('thread:open', { conversation: releases, seq: 3 });
    await say(ming.client, thread, '三点前我这边没有别的发布。');
    await say(na.client, thread, '走查的结果放在置顶里了。');
    await say(people.amelia.client, thread, 'Canary dashboards are ready.');
    const { thread: long } = await ming.client.request('thread:open', { conversation: many, seq: 699 });
    for (let count = 1; count <= 160; count += 1) await say(wei.client, long, `第 ${count} 条回复：窗口与回滚`);
    await say(ming.client, long, '都看过了。');
    await ming.client.markRead(long, 161);
    await ming.client.markRead(many, 700);
    await ming.client.markRead(odd, 5);
    const ghost = others[3] as Client;
    const { conversation: withGhost } = await ghost.openDirect(['xiaoming']);
    for (let count = 1; count <= 160; count += 1) await say(ghost, withGhost, `第 ${count} 条：👻`);
    await ming.client.markRead(withGhost, 160);

    const { conversation: group } = await wei.client.openDirect(['xiaoming', 'amelia']);
    for (let count = 1; count <= 160; count += 1)
      await say(count % 3 === 0 ? people.amelia.client : wei.client, group, `第 ${count} 条：午饭吃什么？`);
    await say(ming.client, group, '楼下新开的面馆，十二点走。');
    await ming.client.markRead(group, 161);
    const { conversation: emptyGroup } = await ming.client.openDirect(['zhangwei', 'lina']);
    const { conversation: direct } = await ming.client.openDirect(['zhangwei']);

    await sendFiles(wei.client, people.amelia.client, rooms['产品设计'] as ConversationId);
    await ming.client.markRead(rooms['产品设计'] as ConversationId, 4);
    const random = rooms['random'] as ConversationId;
    await say(wei.client, random, `窗口在这里定的：http://127.0.0.1:${network.port}/r/${releases}/m/3`);
    await new Keeping(na.client).forward({ conversation: releases, seq: 5 }, random, '值班同学请留意');
    await ming.client.markRead(random, 2);

    const site = await serveScripted();
    return new World({ target, network, people, owner: olga, rooms, group, emptyGroup, direct, site, others });
  }

  /** A room of Wei's in which the reader is. */
  async newRoom(name: string, said?: string): Promise<ConversationId> {
    this.#rooms += 1;
    const { room } = await this.wei.createRoom({ name: `${name} ${this.#rooms}`, topic: '', visibility: 'public' });
    await this.reader.joinRoom(room.id);
    if (said !== undefined) await this.wei.request('message:room', { conversation: room.id, content: said });
    return room.id;
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.close();
    await this.#closeSite();
    await this.network.close();
    await this.#target.stop();
  }
}
