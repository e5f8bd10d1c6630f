import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asConversationId, asUserId } from '@rookery/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newestFirst } from '../../../domain/search/found-place.ts';
import type { FoundPlace } from '../../../domain/search/found-place.ts';
import { readQuery } from '../../../domain/search/read-query.ts';
import { openIndex } from './index-database.ts';
import { IndexUpkeep } from './index-upkeep.ts';
import { NodeIndex } from './node-index.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'rookery-index-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const conversations = ['r_one', 'd_two'].map(asConversationId);
const query = readQuery('word') ?? expect.unreachable();
const began = 1_795_430_000_000;

test(
  '[FIND-1, FIND-6] more than a second has room for is found in the order of time, each once, also while it is merged',
  { timeout: 60_000 },
  () => {
    const db = openIndex(join(dir, 'index.sqlite'));
    const index = new NodeIndex(db);
    const upkeep = new IndexUpkeep(db);
    const all: FoundPlace[] = conversations.flatMap((conversation, no) =>
      // Some thousand within a second, of which every tenth is of one moment.
      Array.from({ length: 2_200 }, (_, place) => ({
        ...{ conversation, seq: place + 1 },
        at: began + (place % 10 === 0 ? 500 : Math.floor(place / 3) + no),
      })),
    );
    const told = () => index.positions(conversations);
    let begunAnew = 0;
    for (let behind = conversations; behind.length > 0;) {
      for (const conversation of behind) {
        const messages = all
          .filter((place) => place.conversation === conversation)
          .map(({ seq, at }) => ({ seq, at, author: asUserId('u_a'), texts: ['word'], features: [], mentions: [] }));
        const to = { epoch: 'e', seq: messages.length, id: null, rev: 0, change: null };
        const answer = index.apply({ conversation, from: null, to, first: 1, messages, gone: [] });
        if (answer === 'contradicted') begunAnew += 1;
        else upkeep.wrote(messages.length);
      }
      const positions = told();
      behind = conversations.filter((_, place) => !positions[place]);
    }
    expect(begunAnew).toBeGreaterThan(0);
    const pages = (limit: number, more: { after?: number; before?: number } = {}): FoundPlace[] => {
      const found: FoundPlace[] = [];
      for (let below: FoundPlace | undefined, isMore = true; isMore;) {
        const page = index.find({ query, conversations, features: [], below, limit, ...more });
        found.push(...page.places);
        isMore = page.reached !== null;
        below = page.reached ?? undefined;
        upkeep.step();
      }
      return found;
    };
    const expected = all.toSorted(newestFirst);
    expect(pages(777)).toEqual(expected);
    for (let steps = 0; upkeep.step();) expect((steps += 1)).toBeLessThan(1_000);
    expect(pages(1_999)).toEqual(expected);
    const [from, to] = [began + 400, began + 500];
    expect(pages(9_000, { after: from, before: to })).toEqual(expected.filter(({ at }) => at >= from && at < to));
    // As many in one moment, among years of little, are taken as they are.
    const conversation = asConversationId('g_three');
    const moment = began + 1_000_000;
    const messages = Array.from({ length: 4_400 }, (_, place) => ({
      ...{ seq: place + 1, at: place === 0 ? 0 : moment, author: asUserId('u_a') },
      ...{ texts: ['word'], features: [], mentions: [] },
    }));
    const end = { epoch: 'e', seq: messages.length, id: null, rev: 0, change: null };
    expect(index.apply({ conversation, from: null, to: end, first: 1, messages, gone: [] })).toBe('applied');
    const { places } = index.find({ query, conversations: [conversation], features: [], before: moment, limit: 5 });
    expect(places).toEqual([{ conversation, seq: 1, at: 0 }]);
    db.close();
  },
);
