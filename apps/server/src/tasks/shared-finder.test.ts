import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConversationId } from '@rookery/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEmbeddedStore } from '../adapters/embedded/open-store.ts';
import { NodeSearchIndex } from '../adapters/search/search-index.ts';
import { systemClock } from '../domain/clock.ts';
import { newestFirst } from '../domain/search/found-place.ts';
import type { FoundPlace } from '../domain/search/found-place.ts';
import { ownersOf } from '../domain/search/owners.ts';
import { readQuery } from '../domain/search/read-query.ts';
import { append, newRoom, newUser } from '../ports/contracts/fixtures.ts';
import type { AnswerCall, NodeCalls } from '../ports/node-calls.ts';
import type { Store } from '../ports/store.ts';
import { IndexFollower } from './index-follower.ts';
import { LocalFinder } from './local-finder.ts';
import { SharedFinder } from './shared-finder.ts';

const dir = mkdtempSync(join(tmpdir(), 'rookery-shared-'));
/** On a busy machine an index may not answer in its time: what was asked of it is asked again. */
const onFault = (): void => undefined;
const query = readQuery('word') ?? expect.unreachable();
let store: Store;
/** Who is thought to live, by all; and who does. */
let live: string[] = [];
const answers = new Map<string, AnswerCall>();
const nodes = new Map<string, Awaited<ReturnType<typeof begin>>>();
const asked: string[] = [];

beforeAll(async () => {
  const log = { error: onFault };
  store = await openEmbeddedStore({ dataDir: join(dir, 'store'), clock: systemClock, log });
});
afterAll(async () => {
  for (const { end } of nodes.values()) await end();
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

/** A node over the one store; what one asks another goes through JSON. */
async function begin(name: string) {
  const index = new NodeSearchIndex(join(dir, `${name}.sqlite`), onFault);
  // Its thread needs its time to start on a busy machine.
  while (!(await index.positions([]).catch(() => null)));
  const follower = new IndexFollower({ log: store.log, index }, onFault);
  const calls: NodeCalls = {
    me: name,
    get nodes() {
      return live;
    },
    join: (answer) => Promise.resolve(void answers.set(name, answer)),
    call: async (node, question) => {
      asked.push(`${name}>${node}`);
      const answer = answers.get(node);
      if (!answer) throw new Error('nobody there');
      return JSON.parse(JSON.stringify(await answer(JSON.parse(JSON.stringify(question))))) as unknown;
    },
    close: () => Promise.resolve(),
  };
  const finder = new SharedFinder(new LocalFinder(index, follower), follower, calls);
  await calls.join((question) => finder.answer(question));
  const end = async (): Promise<void> => {
    answers.delete(name);
    await follower.close();
    await index.close();
  };
  return { index, finder, end };
}

/** All pages, as one node finds them when it says that nothing is missing: on a slow machine that may need more than the time of one answer. */
async function all(node: string, conversations: readonly ConversationId[], limit: number): Promise<FoundPlace[]> {
  const { finder } = nodes.get(node) ?? expect.unreachable();
  const places: FoundPlace[] = [];
  for (let below: FoundPlace | undefined, more = true; more;) {
    const lookup = { query, conversations, features: [], below, limit };
    const page = await finder.find(lookup, 1_000).catch(() => null);
    if (!page || page.behind.length > 0) continue;
    expect(page.places.length).toBeLessThanOrEqual(limit);
    places.push(...page.places);
    below = page.reached ?? undefined;
    more = page.reached !== null;
  }
  return places;
}

test(
  '[FIND-9] one question is split by owner and merged by time; an owner that is dead, strange or new makes nothing be missed',
  { timeout: 120_000 },
  async () => {
    const owner = await newUser(store);
    const rooms: ConversationId[] = [];
    for (let count = 0; count < 9; count += 1) rooms.push((await newRoom(store, owner)).id);
    const written: FoundPlace[] = [];
    const write = async (count: number): Promise<void> => {
      for (let index = 0; index < count; index += 1) {
        const conversation = rooms[written.length % rooms.length] ?? expect.unreachable();
        // Every third of the same moment as the one before.
        const at = 1_795_430_000_000 + written.length - (written.length % 3);
        const { seq } = await append(store, conversation, owner, { content: 'word', at });
        written.push({ conversation, seq, at });
      }
    };
    const expected = () => written.toSorted(newestFirst);
    await write(60);
    for (const name of ['n1', 'n2', 'n3', 'n4']) nodes.set(name, await begin(name));

    // Two own all: nobody asks.
    live = ['n1', 'n2'];
    expect(await all('n1', rooms, 7)).toEqual(expected());
    expect(asked).toEqual([]);

    // Four: each keeps what it owns, also what the other owner was asked for.
    live = ['n1', 'n2', 'n3', 'n4'];
    expect(await all('n4', rooms, 7)).toEqual(expected());
    const coveredBy = async (node: string) => [...((await nodes.get(node)?.index.covered(null, 100)) ?? [])].sort();
    const ownedBy = (node: string) => rooms.filter((room) => ownersOf(room, live).includes(node)).sort();
    for (const node of ['n2', 'n3', 'n4'])
      await expect
        .poll(
          async () => {
            await all('n4', rooms, 500);
            return coveredBy(node);
          },
          { timeout: 30_000, interval: 250 },
        )
        .toEqual(ownedBy(node));
    await write(20);
    expect(await all('n3', rooms, 50)).toEqual(expected());

    // One dies: the other owner has all. Then another one: what both had is read by who asks.
    await nodes.get('n2')?.end();
    nodes.delete('n2');
    await write(20);
    expect(await all('n3', rooms, 500)).toEqual(expected());
    expect(await all('n3', rooms, 500)).toEqual(expected());
    await nodes.get('n4')?.end();
    nodes.delete('n4');
    expect(await all('n3', rooms, 11)).toEqual(expected());

    // Those who live have noticed, but for one, who asks for what others do not own in her eyes.
    live = ['n1', 'n3'];
    await write(10);
    expect(await all('n1', rooms, 500)).toEqual(expected());
    live = ['n1', 'n3', 'n5'];
    nodes.set('n5', await begin('n5'));
    expect(await all('n1', rooms, 500)).toEqual(expected());
    // So many that one of them does not own all nine by chance.
    live = ['n3', ...Array.from({ length: 30 }, (_, index) => `s${index}`)];
    const strange = await answers.get('n3')?.({
      ...{ kind: 'find', catchUpMs: 100 },
      lookup: { query: { wanted: [], unwanted: [] }, conversations: rooms, features: [], limit: 5 },
    });
    const foreign = rooms.filter((room) => !ownersOf(room, live).includes('n3'));
    expect(foreign.length).toBeGreaterThan(0);
    expect((strange as { behind: unknown }).behind).toEqual(expect.arrayContaining(foreign));
    for (const wrong of [null, {}, { kind: 'find' }, { kind: 'cover', conversations: 'all' }])
      await expect(answers.get('n3')?.(wrong)).rejects.toThrow();
  },
);
