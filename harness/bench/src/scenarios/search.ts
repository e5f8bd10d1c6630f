import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { append, newRoom, newUser } from '@rookery/server/contract-fixtures';
import { openEmbeddedStore } from '@rookery/server/embedded-store';
import { SeededRandom } from '@rookery/testkit';
import { quantile } from '../crowd.ts';
import type { Figure, Scenario } from './scenario.ts';
import { Corpus } from './search/corpus.ts';
import { Finder } from './search/finder.ts';

const rooms = 200;
const beganAt = 1_760_000_000_000;
/** Between two messages. */
const everyMs = 30_000;
const writtenAtOnce = 500;
/** After all that is looked for. */
const laterAt = (place: number): number => 4_000_000_000_000 + place * 1_000;
/** Between two looks at the files' sizes. */
const restMs = 2_500;
/** Of one query, the newest: two words in three are in ten thousands of messages. */
const comparedHits = 400;

/** On a busy machine a call may need more than its deadline; the time of all attempts counts. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (;;)
    try {
      return await work();
    } catch (error) {
      if ((error as { readonly code?: unknown }).code !== 'unavailable') throw error;
    }
}

const timed = async <T>(work: () => Promise<T>): Promise<[T, number]> => {
  const startedAt = performance.now();
  const answer = await work();
  return [answer, performance.now() - startedAt];
};

export const search: Scenario = {
  name: 'search',
  about:
    'A log of 1,000,000 messages in 200 conversations, Chinese and English after Zipf’s law, on the embedded store: what indexing it costs, how long the first page of a search takes, and whether 1,000 random queries find what a scan of the log finds (the newest 400 of each), in its order, edits and deletions included.',
  run: async (quick) => {
    const directory = mkdtempSync(join(tmpdir(), 'rookery-search-'));
    const store = await openEmbeddedStore({
      dataDir: directory,
      clock: { now: () => Date.now() },
      log: { error: () => undefined },
    });
    const file = join(directory, 'search.sqlite');
    const finder = new Finder(store, file);
    try {
      const total = quick ? 20_000 : 1_000_000;
      const random = new SeededRandom(16);
      const corpus = new Corpus(random);
      const reader = await newUser(store);
      const ids = await Promise.all(Array.from({ length: rooms }, async () => (await newRoom(store, reader)).id));
      let bytes = 0;
      for (let index = 0; index < total; index += writtenAtOnce) {
        const written = await Promise.all(
          Array.from({ length: Math.min(writtenAtOnce, total - index) }, async (_, place) => {
            const conversation = random.pick(ids);
            const content = corpus.write(`${conversation} ${index + place}`);
            bytes += Buffer.byteLength(content);
            const at = beganAt + (index + place) * everyMs;
            const { seq } = await append(store, conversation, reader, { content, at, clientId: undefined });
            return [`${conversation} ${index + place}`, `${conversation} ${seq}`] as const;
          }),
        );
        for (const [key, place] of written) corpus.placed(key, place);
      }
      await patiently(() => finder.catchUp([], 0));
      const usedBefore = await finder.usedUs();
      const [, indexMs] = await timed(async () => {
        for (let behind = 1; behind > 0;) behind = (await patiently(() => finder.catchUp(ids, 60_000))).size;
      });
      const indexUs = (await finder.usedUs()) - usedBefore;
      const indexBytes = await settledBytes([file, `${file}-wal`]);
      const first = async (query: string, more = {}): Promise<number> =>
        (await timed(() => patiently(() => finder.search(reader, query, { limit: 20, ...more }))))[1];
      const many = async (queries: readonly string[], more = {}): Promise<number[]> => {
        const took: number[] = [];
        for (const query of queries) took.push(await first(query, more));
        return took;
      };
      await many(corpus.pairs(20));
      const pairs = await many(corpus.pairs(quick ? 100 : 500));
      const common = await many(corpus.common(100));
      const rare = await many(corpus.rare(50));
      const inOne = await many(corpus.pairs(200), { conversation: ids[0] });
      const alone = await appendMs(store, ids, reader, quick);
      let isSearching = true;
      const searching = (async () => {
        while (isSearching) await many(corpus.pairs(10));
      })();
      const beside = await appendMs(store, ids, reader, quick);
      isSearching = false;
      await searching;
      const [unheard, heard] = await throughputs(store, ids, reader, quick, (id) => finder.note(id));
      const queries = quick ? 100 : 1_000;
      let wrong = 0;
      for (let count = 0; count < queries; count += 1) {
        if (count % 10 === 0) await corpus.change(store, reader);
        const query = corpus.query();
        const expected = corpus.scan(query, comparedHits);
        const found = await patiently(() => finder.places(reader, query.text, comparedHits));
        if (found.join() !== expected.join()) wrong += 1;
      }
      const bar = (name: string, value: number, unit: string, words?: string, most?: number): Figure => ({
        ...{ name, value, unit },
        ...(words === undefined || most === undefined ? {} : { bar: words, met: value <= most }),
      });
      const [p99, p99Beside] = [quantile(alone, 0.99), quantile(beside, 0.99)];
      return [
        bar('messages', total, ''),
        bar('programs that ran or waited for one of the cores, on average', loadavg()[1] ?? 0, ''),
        bar('indexing, a message: the index’s thread', indexUs / total, 'µs', '≤ 90 µs', 90),
        bar('indexing, messages a second', (total / indexMs) * 1_000, ''),
        bar('the index beside the text', indexBytes / bytes, '×', '≤ 1.5 ×', 1.5),
        bar('two Han letters, p50', quantile(pairs, 0.5), 'ms', '≤ 30 ms', 30),
        bar('two Han letters, p99', quantile(pairs, 0.99), 'ms', '≤ 150 ms', 150),
        bar('a common word, p99', quantile(common, 0.99), 'ms', '≤ 50 ms', 50),
        bar('a rare word, p99', quantile(rare, 0.99), 'ms', '≤ 500 ms', 500),
        bar('one conversation, p99', quantile(inOne, 0.99), 'ms', '≤ 20 ms', 20),
        bar('appends, p99', p99, 'ms'),
        bar('appends while searches run, p99', p99Beside, 'ms', '≤ 1.5 × of without', p99 * 1.5),
        bar('appends a second, not indexed', unheard, ''),
        {
          ...bar('appends a second, indexed meanwhile', heard, ''),
          ...{ bar: '≥ 0.9 × of not indexed', met: heard >= unheard * 0.9 },
        },
        bar(`queries of ${queries} that do not find what a scan finds`, wrong, '', '0', 0),
      ];
    } finally {
      await finder.close();
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    }
  },
};

/** Of the files, when their sizes have rested: the index is merged when nobody asks. */
async function settledBytes(files: readonly string[]): Promise<number> {
  for (let [bytes, rests] = [0, 0]; ; rests += 1) {
    await pause(restMs);
    let now = 0;
    for (const file of files) now += statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (now !== bytes) [bytes, rests] = [now, 0];
    else if (rests >= 3) return bytes;
  }
}

/** One after the other, as people write. */
async function appendMs(
  store: Awaited<ReturnType<typeof openEmbeddedStore>>,
  ids: readonly Parameters<typeof append>[1][],
  author: Parameters<typeof append>[2],
  quick: boolean,
): Promise<number[]> {
  const took: number[] = [];
  for (let count = 0; count < (quick ? 500 : 3_000); count += 1) {
    const id = ids[count % ids.length];
    if (!id) break;
    // Not a word of it is in the vocabulary.
    took.push((await timed(() => patiently(() => append(store, id, author, { content: '…', at: laterAt(count) }))))[1]);
  }
  return took;
}

/** Many at once, as programs write: turns without and with an index that follows. */
async function throughputs(
  store: Awaited<ReturnType<typeof openEmbeddedStore>>,
  ids: readonly Parameters<typeof append>[1][],
  author: Parameters<typeof append>[2],
  quick: boolean,
  note: (id: Parameters<typeof append>[1]) => void,
): Promise<[unheard: number, heard: number]> {
  const turns = 4;
  const batches = quick ? 10 : 50;
  const tookMs = [0, 0];
  for (let turn = 0; turn < turns * 2; turn += 1) {
    const isHeard = turn % 2 === 1;
    const [, took] = await timed(async () => {
      for (let batch = 0; batch < batches; batch += 1)
        await Promise.all(
          Array.from({ length: writtenAtOnce }, async (_, place) => {
            const id = ids[(batch * writtenAtOnce + place) % ids.length];
            if (!id) return;
            // Words of letters that the vocabulary has not.
            const content = Array.from({ length: 12 }, (__, word) => `yz${(place * 7 + word * 13) % 97}q`).join(' ');
            await patiently(() => append(store, id, author, { content, at: laterAt(batch * writtenAtOnce + place) }));
            if (isHeard) note(id);
          }),
        );
    });
    tookMs[isHeard ? 1 : 0] = (tookMs[isHeard ? 1 : 0] ?? 0) + took;
  }
  const written = turns * batches * writtenAtOnce * 1_000;
  return [written / (tookMs[0] ?? 1), written / (tookMs[1] ?? 1)];
}
