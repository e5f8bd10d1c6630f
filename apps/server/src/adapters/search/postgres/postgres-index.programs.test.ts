import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@rookery/testkit/postgres';
import type { Postgres } from '@rookery/testkit/postgres';
import { TcpProxy } from '@rookery/testkit/tcp-proxy';
import type { ConversationId, UserId } from '@rookery/protocol';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { afterAllOf } from '../../../domain/search/found-place.ts';
import type { FoundPlace } from '../../../domain/search/found-place.ts';
import { readQuery } from '../../../domain/search/read-query.ts';
import { describeSearch } from '../../../ports/contracts/search.contract.ts';
import type { IndexPlaces } from '../../../ports/contracts/search.contract.ts';
import { openEmbeddedStore } from '../../embedded/open-store.ts';
import { PostgresInspection } from './inspect-index.ts';
import { PostgresSearchIndex } from './postgres-index.ts';

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres?.stop());

const fail = (error: Error): never => {
  throw error;
};

const schemas = (): IndexPlaces => {
  const at = (place: string): string => `${postgres.url}?schema=${place}`;
  return {
    open: (place, onFault) => new PostgresSearchIndex({ url: at(place), onFault }),
    inspect: (place) => new PostgresInspection({ url: at(place), onFault: fail }),
    damage: async (place) => {
      const inspection = new PostgresInspection({ url: at(place), onFault: fail });
      await inspection.drop();
      await inspection.close();
    },
    end: () => undefined,
  };
};

const openStore = async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'rookery-postgres-store-'));
  const open = () => openEmbeddedStore({ dataDir, clock: { now: Date.now }, log: { error: fail } });
  let store = await open();
  return {
    store,
    reopen: async () => {
      await store.close();
      return (store = await open());
    },
    close: async () => {
      await store.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};

describeSearch('SQLite, its index in PostgreSQL', openStore, schemas);

const room = 'r_AAAAAAAAAAAAAAAAAAAAAA' as ConversationId;
const author = 'u_AAAAAAAAAAAAAAAAAAAAAA' as UserId;
const position = (seq: number) => ({ epoch: 'e', seq, id: null, rev: 0, change: null });
const messages = (from: number, to: number, text: string) =>
  Array.from({ length: to - from + 1 }, (_, index) => ({
    ...{ seq: from + index, at: 1_000 + from + index, author, texts: [text], features: [], mentions: [] },
  }));
const lookup = (text: string, limit = 20) => ({
  ...{ query: readQuery(text) ?? expect.unreachable(), conversations: [room], features: [], limit },
});

test('[FIND-5, FIND-12] two nodes write one index: of two that have read the same one is contradicted', async () => {
  const url = `${postgres.url}?schema=shared`;
  const nodes = [1, 2].map(() => new PostgresSearchIndex({ url, onFault: fail }));
  const step = {
    conversation: room,
    first: 1,
    gone: [],
    from: null,
    to: position(3),
    messages: messages(1, 3, "it's \\ 'x':* & | ! 🙂 a_b"),
  };
  const outcomes = await Promise.all(nodes.map((node) => node.apply(step)));
  expect(outcomes.sort()).toEqual(['applied', 'contradicted']);
  for (const text of ["it's", 'x', '🙂', 'a_b', "\\ 'x':* & |"])
    expect((await nodes[0]?.find(lookup(text)))?.places, text).toHaveLength(3);
  expect((await nodes[1]?.find(lookup('b')))?.places).toEqual([]);
  for (const node of nodes) await node.close();
});

test('[FIND-12] what most messages hold is found from the newest on, in a bounded time, page by page', async () => {
  const url = `${postgres.url}?schema=many`;
  const index = new PostgresSearchIndex({ url, onFault: fail });
  const [count, step] = [30_000, 10_000];
  for (let seq = 0; seq < count; seq += step)
    await index.apply({
      ...{ conversation: room, first: 1, gone: [], from: seq === 0 ? null : position(seq), to: position(seq + step) },
      messages: messages(seq + 1, seq + step, seq === 0 ? 'common rare' : 'common'),
    });
  // In time, and with so little that the newest are gone through one by one.
  for (const one of [index, new PostgresSearchIndex({ url, onFault: fail, lookMs: 1 })]) {
    const seqs: number[] = [];
    let below: FoundPlace | undefined = afterAllOf(1_000 + 20_050);
    while (seqs.length < 120) {
      const found = await one.find({ ...lookup('common', 40), below });
      seqs.push(...found.places.map(({ seq }) => seq));
      below = found.reached ?? expect.unreachable();
    }
    expect(seqs).toEqual(Array.from({ length: 120 }, (_, place) => 20_049 - place));
    let rare = await one.find(lookup('rare', 1));
    while (rare.places.length === 0) rare = await one.find({ ...lookup('rare', 1), below: rare.reached ?? undefined });
    expect(rare.places.map(({ seq }) => seq)).toEqual([10_000]);
    await one.close();
  }
});

test('[FIND-12] a database that is silent, gone, refuses or was made by a newer version is unavailable within seconds, and used again when it is back', async () => {
  const proxy = await TcpProxy.open(postgres.port);
  const faults: Error[] = [];
  const url = `postgres://rookery@127.0.0.1:${proxy.port}/postgres?schema=away`;
  const index = new PostgresSearchIndex({ url, onFault: (error) => faults.push(error) });
  expect(await index.positions([room])).toEqual([null]);
  proxy.set({ state: 'silent' });
  const begun = performance.now();
  await expect(index.find(lookup('a'))).rejects.toMatchObject({ code: 'unavailable' });
  expect(performance.now() - begun).toBeLessThan(8_000);
  // At once, without asking again.
  await expect(index.positions([room])).rejects.toMatchObject({ code: 'unavailable' });
  proxy.set({ state: 'refuse' });
  await expect
    .poll(() =>
      index.positions([room]).then(
        () => 'answered',
        ({ code }: { code: string }) => code,
      ),
    )
    .toBe('unavailable');
  proxy.set({ state: 'pass' });
  await expect.poll(() => index.positions([room]).catch(() => null)).toEqual([null]);
  await index.close();
  await expect(index.positions([room])).rejects.toMatchObject({ code: 'unavailable' });
  expect(faults.length).toBeGreaterThan(0);
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  await client.query('INSERT INTO away.versions VALUES (99)');
  await client.end();
  const older = new PostgresSearchIndex({ url, onFault: () => undefined });
  await expect(older.positions([room])).rejects.toMatchObject({ code: 'unavailable' });
  await older.close();
  const nobody = new PostgresSearchIndex({ url: 'postgres://rookery@127.0.0.1:1/postgres', onFault: () => undefined });
  await expect(nobody.positions([room])).rejects.toMatchObject({ code: 'unavailable' });
  await nobody.close();
  await proxy.close();
});
