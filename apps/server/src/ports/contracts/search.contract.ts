import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asMessageId } from '@rookery/protocol';
import type { AnswerOf, ConversationId, RequestOf, User } from '@rookery/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IndexFile } from '../../adapters/search/index-file.ts';
import { NodeSearchIndex } from '../../adapters/search/search-index.ts';
import type { InspectedIndex } from '../../app/compare-index.ts';
import { compareIndex } from '../../app/compare-index.ts';
import { searchMessages } from '../../app/search-messages.ts';
import { Profiles } from '../../delivery/profiles.ts';
import { everybody } from '../../domain/everybody.ts';
import { changeNeeds, rightsOf } from '../../domain/rights.ts';
import { threadIdOf } from '../../domain/thread-id.ts';
import { IndexFollower } from '../../tasks/index-follower.ts';
import type { SearchIndex } from '../search-index.ts';
import { LocalFinder } from '../../tasks/local-finder.ts';
import { append, newRoom, newUser } from './fixtures.ts';
import type { OpenStore, OpenedStore } from './fixtures.ts';

type Found = AnswerOf<'search:messages'>;
let changes = 0;

/** The same numbers each time: mulberry32. */
function seeded(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    between,
    chance: (probability: number): boolean => next() < probability,
    pick: <Item>(items: readonly Item[]): Item => items[between(0, items.length - 1)] ?? expect.unreachable(),
  };
}

/** Where the indexes of a suite are: each has a place of its own. */
export type IndexPlaces = {
  open(place: string, onFault: (error: Error) => void): SearchIndex;
  /** From outside, also while a node runs on it. */
  inspect(place: string): InspectedIndex & {
    empty(): void | Promise<void>;
    progress(): Promise<{ readonly all: number; readonly left: number }>;
    close(): void | Promise<void>;
  };
  damage(place: string): void | Promise<void>;
  end(): void | Promise<void>;
};

function filesOfNodes(): IndexPlaces {
  const dir = mkdtempSync(join(tmpdir(), 'rookery-search-'));
  const file = (place: string): string => join(dir, `${place}.sqlite`);
  return {
    open: (place, onFault) => new NodeSearchIndex(file(place), onFault),
    inspect: (place) => new IndexFile(file(place), { readOnly: false }),
    damage: (place) => writeFileSync(file(place), 'no database'),
    end: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** What a search must find over any store, with an index of its own beside it. */
export function describeSearch(
  name: string,
  open: OpenStore,
  openPlaces: () => IndexPlaces | Promise<IndexPlaces> = filesOfNodes,
): void {
  describe(`search over ${name}`, () => {
    let opened: OpenedStore;
    let places: IndexPlaces;
    let indexes = 0;
    const faults: unknown[] = [];
    const begun: (() => Promise<void>)[] = [];
    beforeAll(async () => {
      opened = await open();
      places = await openPlaces();
    });
    afterAll(async () => {
      for (const end of begun) await end();
      await opened.close();
      await places.end();
      expect(faults).toEqual([]);
    });

    /** A node's search: at a place of its own, or at one that another node has left. */
    const begin = (place = `index${(indexes += 1)}`, roundMs?: number) => {
      const index = places.open(place, (error) => faults.push(error));
      const indexing = new IndexFollower({ log: opened.store.log, index }, (error) => faults.push(error), roundMs);
      const end = async (): Promise<void> => {
        await indexing.close();
        await index.close();
      };
      begun.push(end);
      const { log, users, people } = opened.store;
      const ports = { log, users, people, profiles: new Profiles(people), search: new LocalFinder(index, indexing) };
      const search = async (user: User, query: string, more: Partial<RequestOf<'search:messages'>> = {}) => {
        // On a slow machine the index may need more than the time of one answer.
        for (;;) {
          const found = await searchMessages(ports, { user } as Parameters<typeof searchMessages>[1], {
            query,
            ...more,
          });
          if (!found.incomplete) return found;
        }
      };
      return { place, index, indexing, end, search };
    };
    const textsOf = ({ hits }: Found) => hits.map(({ message }) => message.content);
    const base = (conversation: ConversationId, by: User, seq: number) => ({
      ...{ conversation, by: by.id, seq, at: Date.now(), id: `s${(changes += 1)}` },
    });
    const edit = (conversation: ConversationId, by: User, seq: number, content: string) =>
      opened.store.log.change({
        ...{ ...base(conversation, by, seq), kind: 'edit', content, mentions: [] },
        ...changeNeeds.edit,
      });
    const remove = (conversation: ConversationId, by: User, seq: number) =>
      opened.store.log.change({ ...base(conversation, by, seq), kind: 'delete', ...changeNeeds.delete });
    const roomOf = async (owner: User, contents: readonly string[]) => {
      const { id } = await newRoom(opened.store, owner);
      for (const [index, content] of contents.entries())
        await append(opened.store, id, owner, { content, at: 1_795_430_000_000 + index });
      return id;
    };

    test('[FIND-1, FIND-2] it finds exactly what a scan of the log finds, newest first, edits and deletions included', async () => {
      const random = seeded(15);
      const owner = await newUser(opened.store);
      const han = [...'今天明天天气很好'];
      const latin = ['good', 'goods', 'go', 'morning', 'more', 'or', 'not', 'near'];
      const word = () =>
        random.chance(0.5)
          ? random.pick(latin)
          : Array.from({ length: random.between(1, 4) }, () => random.pick(han)).join('');
      const text = () => Array.from({ length: random.between(1, 5) }, word).join(random.pick([' ', '，', ' - ']));
      const log: { room: ConversationId; seq: number; at: number; content: string | null }[] = [];
      const rooms = [await roomOf(owner, []), await roomOf(owner, []), await roomOf(owner, [])];
      const node = begin();
      const write = async () => {
        const room = random.pick(rooms);
        const [content, at] = [text(), 1_795_430_000_000 + log.length * 7];
        const { seq } = await append(opened.store, room, owner, { content, at });
        log.push({ room, seq, at, content });
      };
      const change = async () => {
        const message = random.pick(log);
        if (message.content === null) return;
        message.content = random.chance(0.5) ? text() : null;
        if (message.content === null) await remove(message.room, owner, message.seq);
        else await edit(message.room, owner, message.seq, message.content);
      };
      /** Of another making than what is tried: a pattern over the text as it was written. */
      const isIn = (term: string, content: string): boolean =>
        /^[a-z]/.test(term) ? new RegExp(`(?<![a-z])${term}`).test(content) : content.includes(term);
      const check = async () => {
        const terms = Array.from({ length: random.between(1, 3) }, word);
        const isExcluding = terms.length > 1 && random.chance(0.3);
        const [last = ''] = isExcluding ? terms.splice(-1) : [];
        const query = [...terms, ...(isExcluding ? [`-${last}`] : [])].join(' ');
        const named = random.chance(0.3) ? random.pick(rooms) : undefined;
        const expected = log
          .filter(({ room, content }) => (!named || room === named) && content !== null)
          .filter(({ content }) => terms.every((term) => isIn(term, content ?? '')))
          .filter(({ content }) => !isExcluding || !isIn(last, content ?? ''))
          .toSorted((one, other) => other.at - one.at);
        const hits: Found['hits'] = [];
        for (let cursor: string | undefined, more = true; more;) {
          const page = await node.search(owner, query, { cursor, conversation: named, limit: random.between(1, 20) });
          hits.push(...page.hits);
          cursor = page.next ?? undefined;
          more = page.next !== null;
        }
        expect(
          hits.map(({ message: { conversation, seq } }) => `${conversation} ${seq}`),
          query,
        ).toEqual(expected.map(({ room, seq }) => `${room} ${seq}`));
        // What is marked is what was asked for.
        for (const { message, ranges } of hits) {
          const marked = ranges.map(([from, to]) => (message.content ?? '').slice(from, to));
          expect(marked.length).toBeGreaterThan(0);
          expect(marked.filter((part) => !terms.some((term) => term.includes(part) || part.includes(term)))).toEqual(
            [],
          );
        }
      };
      for (let round = 0; round < 12; round += 1) {
        for (let index = 0; index < 8; index += 1) await write();
        for (let index = 0; index < 3; index += 1) await change();
        for (let index = 0; index < 6; index += 1) await check();
      }
    });

    test('[FIND-4] what she may not read (any more) is not found: removed, before she joined, deleted a moment ago', async () => {
      const { store } = opened;
      const [owner, late] = [await newUser(store, 'owner'), await newUser(store, 'late')];
      const room = await roomOf(owner, ['secret before']);
      await store.rooms.editRoom(room, owner.id, rightsOf('edit_room'), {
        ...{ history: 'since-join', at: 7, id: `s${(changes += 1)}` },
      });
      const node = begin();
      expect(textsOf(await node.search(late, 'secret'))).toEqual([]);
      await expect(node.search(late, 'secret', { conversation: room })).rejects.toMatchObject({ code: 'forbidden' });
      await store.membership.join(room, late.id, Date.now(), true);
      await append(store, room, owner, { content: 'secret after' });
      expect(textsOf(await node.search(late, 'secret'))).toEqual(['secret after']);
      expect(textsOf(await node.search(owner, 'secret'))).toEqual(['secret after', 'secret before']);
      await store.membership.remove(room, owner.id, rightsOf('remove'), late.id);
      expect(textsOf(await node.search(late, 'secret'))).toEqual([]);
      await remove(room, owner, 2);
      expect(textsOf(await node.search(owner, 'secret'))).toEqual(['secret before']);
    });

    test('[FIND-5] an index that lags behind, is left by a dead node, or is gone, is brought up to date', async () => {
      const owner = await newUser(opened.store);
      const room = await roomOf(owner, ['alpha one', 'alpha two']);
      const first = begin();
      expect(textsOf(await first.search(owner, 'alpha'))).toEqual(['alpha two', 'alpha one']);
      await first.end();
      // While nobody followed.
      await append(opened.store, room, owner, { content: 'alpha three' });
      await edit(room, owner, 1, 'beta');
      const next = begin(first.place);
      expect(textsOf(await next.search(owner, 'alpha'))).toEqual(['alpha three', 'alpha two']);
      expect(textsOf(await next.search(owner, 'beta'))).toEqual(['beta']);
      await next.end();
      // More changes than a log keeps.
      await edit(room, owner, 2, 'gamma');
      const react = (n: number) =>
        opened.store.log.change({
          ...{ ...base(room, owner, 3), kind: 'react', emoji: '👍', on: n % 2 === 1 },
          ...changeNeeds.react,
        });
      await Promise.all(Array.from({ length: 1_010 }, (_, index) => react(index + 1)));
      const late = begin(first.place);
      expect(textsOf(await late.search(owner, 'alpha'))).toEqual(['alpha three']);
      expect(textsOf(await late.search(owner, 'gamma'))).toEqual(['gamma']);
      await late.end();
      await places.damage(first.place);
      expect(textsOf(await begin(first.place).search(owner, 'a'))).toEqual(['alpha three']);
    });

    test('[FIND-5] it follows a log into another epoch, and what retention takes away', async () => {
      const { store } = opened;
      const owner = await newUser(store);
      const room = await roomOf(owner, ['delta one', 'delta two', 'delta three']);
      const node = begin();
      expect((await node.search(owner, 'delta')).hits).toHaveLength(3);
      // It has read what a failover took back; the same number was given anew, and only then somebody saw it.
      const [indexed] = await node.index.positions([room]);
      if (!indexed) throw new Error('not indexed');
      const lost = { ...indexed.position, id: asMessageId('m_lost') };
      const message = { seq: 3, at: 7, author: owner.id, texts: ['delta lost'], features: [], mentions: [] };
      const step = { conversation: room, from: indexed.position, to: lost, first: 1, keepUpTo: 2, gone: [] };
      await node.index.apply({ ...step, messages: [message] });
      await store.log.contest(room, lost);
      expect(textsOf(await node.search(owner, 'delta three'))).toEqual(['delta three']);
      await append(store, room, owner, { content: 'delta four' });
      expect((await node.search(owner, 'delta')).hits).toHaveLength(4);
      await store.log.trim(room, 3);
      expect(textsOf(await node.search(owner, 'delta'))).toEqual(['delta four', 'delta three']);
      const { places } = await node.index.find({
        ...{ query: { wanted: [], unwanted: [] }, conversations: [room], features: [], limit: 10 },
      });
      expect(places.map(({ seq }) => seq)).toEqual(expect.arrayContaining([3, 4]));
      expect(places).toHaveLength(2);
    });

    test('[FIND-5] what is written is indexed by and by, without a search that asks for it', async () => {
      const owner = await newUser(opened.store);
      const room = await roomOf(owner, ['epsilon']);
      const node = begin();
      await node.search(owner, 'epsilon');
      await append(opened.store, room, owner, { content: 'epsilon two' });
      node.indexing.note(room);
      await expect.poll(async () => (await node.index.positions([room]))[0]?.position.seq, { timeout: 15_000 }).toBe(2);
    });

    test('[FIND-5] what has ended is forgotten, and what nobody here heard of is read, in a round', async () => {
      const owner = await newUser(opened.store);
      const [ended, room] = [await roomOf(owner, ['theta']), await roomOf(owner, ['theta'])];
      const node = begin(undefined, 50);
      expect((await node.search(owner, 'theta')).hits).toHaveLength(2);
      await opened.store.rooms.deleteRoom(ended, owner.id, rightsOf('delete_room'));
      await append(opened.store, room, owner, { content: 'theta two' });
      await expect
        .poll(async () => (await node.index.positions([ended, room])).map((one) => one?.position.seq ?? 0), {
          timeout: 15_000,
        })
        .toEqual([0, 2]);
    });

    test('[FIND-8] an index is compared with the log, emptied under a node that lives, and made anew', async () => {
      const owner = await newUser(opened.store);
      const room = await roomOf(owner, ['eta one', '第二条 eta', 'eta three']);
      const node = begin(undefined, 50);
      expect((await node.search(owner, 'eta')).hits).toHaveLength(3);
      await remove(room, owner, 3);
      expect((await node.search(owner, 'eta')).hits).toHaveLength(2);
      const file = places.inspect(node.place);
      const compare = () => compareIndex(opened.store.log, file, () => Promise.resolve());
      expect(await compare()).toEqual({ conversations: 1, messages: 3, faults: [] });
      const [indexed] = await node.index.positions([room]);
      if (!indexed) throw new Error('not indexed');
      // As an index would that has missed an edit and a message, and kept one that was deleted.
      const message = { seq: 3, at: 7, author: owner.id, texts: [''], features: [], mentions: [] };
      const wrong = { conversation: room, from: indexed.position, to: indexed.position, first: 1, keepUpTo: 1 };
      await node.index.apply({
        ...wrong,
        messages: [message, { ...message, seq: 1, at: 1_795_430_000_000 }],
        gone: [],
      });
      expect((await compare()).faults).toEqual([
        `${room} 1: a word is missing.`,
        `${room} 2: missing.`,
        `${room} 3: deleted, and there.`,
      ]);
      await file.empty();
      expect(await file.progress()).toEqual({ all: 1, left: 1 });
      await expect.poll(async () => (await file.progress()).left, { timeout: 15_000 }).toBe(0);
      expect(await compare()).toEqual({ conversations: 1, messages: 3, faults: [] });
      expect((await node.search(owner, 'eta')).hits).toHaveLength(2);
      await file.close();
    });

    test('[FIND-1, FIND-5] what is said in threads is found by whoever reads their parent, as it reads now', async () => {
      const { store } = opened;
      const owner = await newUser(store);
      const { id: room } = await newRoom(store, owner);
      const { id, seq } = await append(store, room, owner, { content: 'iota root', at: 1_795_430_000_000 });
      const thread = threadIdOf(room, seq, id) ?? expect.unreachable();
      const node = begin();
      expect(textsOf(await node.search(owner, 'iota'))).toEqual(['iota root']);
      const reply = { needs: rightsOf('reply'), at: 1_795_430_000_001 };
      await append(store, thread, owner, { ...reply, content: 'iota reply' });
      expect(textsOf(await node.search(owner, 'iota'))).toEqual(['iota reply', 'iota root']);
      expect(textsOf(await node.search(owner, 'iota', { conversation: thread }))).toEqual(['iota reply']);
      await edit(thread, owner, 1, 'kappa');
      // Another node may have taken the edit: nobody hears the thread here.
      expect(textsOf(await node.search(owner, 'iota'))).toEqual(['iota root']);
      expect(textsOf(await node.search(owner, 'kappa', { conversation: room }))).toEqual(['kappa']);
      expect(textsOf(await node.search(await newUser(store), 'kappa'))).toEqual([]);
      await append(store, thread, owner, { ...reply, content: 'iota again' });
      expect(textsOf(await node.search(owner, 'iota again'))).toEqual(['iota again']);
    });

    test('[FIND-6] filters, by themselves and together', async () => {
      const { store } = opened;
      const [owner, other] = [await newUser(store), await newUser(store)];
      const room = await roomOf(owner, ['one', 'see https://example.com/', 'three']);
      await store.membership.join(room, other.id, Date.now(), true);
      await append(store, room, other, { content: 'one too', at: 1_795_430_000_500, mentions: [owner.id] });
      const { search } = begin();
      const seqs = async (query: string, more: Partial<RequestOf<'search:messages'>>) =>
        (await search(owner, query, more)).hits.map(({ message }) => message.seq);
      expect(await seqs('', { conversation: room })).toEqual([4, 3, 2, 1]);
      expect(await seqs('', { user: other.username })).toEqual([4]);
      expect(await seqs('one', { user: owner.id })).toEqual([1]);
      expect(await seqs('', { has: ['link'] })).toEqual([2]);
      expect(await seqs('', { has: ['file', 'link'] })).toEqual([]);
      expect(await seqs('', { has: ['pin'] })).toEqual([]);
      await store.log.change({ ...base(room, owner, 3), kind: 'pin', on: true, ...changeNeeds.pin });
      expect(await seqs('', { has: ['pin'] })).toEqual([3]);
      expect(await seqs('', { mentions: 'me' })).toEqual([4]);
      // Whoever calls all does not call herself.
      await append(store, room, owner, { content: '@all', at: 1_795_430_000_600, mentions: [everybody] });
      expect(await seqs('', { mentions: 'me' })).toEqual([4]);
      expect((await search(other, '', { mentions: 'me' })).hits).toMatchObject([{ message: { seq: 5, all: true } }]);
      expect(await seqs('', { before: 1_795_430_000_001 })).toEqual([1]);
      expect(await seqs('', { after: 1_795_430_000_002 })).toEqual([5, 4, 3]);
      expect(await seqs('-one', { conversation: room })).toEqual([5, 3, 2]);
      await expect(search(owner, '', { user: 'nobody.at.all' })).rejects.toMatchObject({ code: 'not_found' });
      for (const query of ['', ' ', '-one', '""', '*^', '-'])
        await expect(search(owner, query), query).rejects.toMatchObject({ code: 'bad_request' });
    });

    test('[FIND-6] many messages of one moment are each found once, page by page', async () => {
      const owner = await newUser(opened.store);
      const { id: room } = await newRoom(opened.store, owner);
      for (let index = 0; index < 25; index += 1)
        await append(opened.store, room, owner, { content: `zeta ${index}`, at: 1_795_430_000_000 });
      const { search } = begin();
      const seqs: number[] = [];
      for (let cursor: string | undefined, more = true; more;) {
        const page = await search(owner, 'zeta', { cursor, limit: 4 });
        seqs.push(...page.hits.map(({ message }) => message.seq));
        expect(page.searchedBackTo === null).toBe(page.next === null);
        cursor = page.next ?? undefined;
        more = page.next !== null;
      }
      expect(seqs).toEqual(Array.from({ length: 25 }, (_, index) => 25 - index));
      await expect(search(owner, 'zeta', { cursor: '!' })).rejects.toMatchObject({ code: 'bad_request' });
    });
  });
}
