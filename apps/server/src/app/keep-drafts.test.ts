import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { limits } from '@rookery/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEmbeddedStore } from '../adapters/embedded/open-store.ts';
import { systemClock } from '../domain/clock.ts';
import { newRoom, newUser } from '../ports/contracts/fixtures.ts';
import type { Store } from '../ports/store.ts';
import { listDrafts, setDraft } from './keep-drafts.ts';

const folder = mkdtempSync(join(tmpdir(), 'rookery-drafts-'));
let store: Store;
beforeAll(async () => {
  store = await openEmbeddedStore({
    dataDir: join(folder, 'data'),
    clock: systemClock,
    log: { error: () => undefined },
  });
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

test('[KEEP-10] what is gone makes place for what is begun, the oldest first, and a hundred texts are as many as there may be', async () => {
  const user = await newUser(store);
  const ports = { ...store, clock: systemClock };
  const rooms = [];
  for (let count = 0; count <= limits.drafts; count += 1) rooms.push((await newRoom(store, user)).id);
  const [first, second, ...others] = rooms;
  const last = others.pop();
  if (first === undefined || second === undefined || last === undefined) throw new Error('no rooms');
  const set = (conversation: typeof first, content: string) => setDraft(ports, { user }, { conversation, content });
  for (const room of others) await set(room, 'begun');
  await set(first, '');
  await set(second, '');
  expect(await listDrafts(ports, { user })).toMatchObject({
    drafts: Array.from({ length: limits.drafts - 2 }, () => ({ content: 'begun' })),
    gone: [{ conversation: second }, { conversation: first }],
  });
  await set(last, 'begun');
  expect((await listDrafts(ports, { user })).gone).toMatchObject([{ conversation: second }]);
  await set(first, 'begun');
  expect((await listDrafts(ports, { user })).gone).toEqual([]);
  await expect(set(second, 'begun')).rejects.toMatchObject({ code: 'too_large' });
  expect(await set(second, '')).toEqual({});
  expect((await listDrafts(ports, { user })).drafts).toHaveLength(limits.drafts);
});
