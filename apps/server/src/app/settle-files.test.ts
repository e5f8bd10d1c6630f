import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConversationId, UserId } from '@rookery/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEmbeddedStore } from '../adapters/embedded/open-store.ts';
import { DirectoryBlobs } from '../adapters/files/directory-blobs.ts';
import { systemClock } from '../domain/clock.ts';
import { newFileId } from '../domain/new-id.ts';
import { rightsOf } from '../domain/rights.ts';
import { append, newRoom, newUser } from '../ports/contracts/fixtures.ts';
import type { Store } from '../ports/store.ts';
import { settleFiles } from './settle-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'rookery-settle-'));
const root = join(folder, 'files');
let store: Store;
let blobs: DirectoryBlobs;
beforeAll(async () => {
  const dataDir = join(folder, 'data');
  store = await openEmbeddedStore({ dataDir, clock: systemClock, log: { error: () => undefined } });
  blobs = await DirectoryBlobs.open(root);
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const onDisk = (): number =>
  readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
const settle = (subject: ConversationId | UserId): Promise<void> =>
  settleFiles({ files: store.files, blobs }, subject, new AbortController().signal);
async function* body(words: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(words);
}
const bounds = { dayBytes: 1e9, unsent: 250, lifeMs: 0 };

test('[FILE-5] of a thousand uploads that were begun and left, whole and in pieces, nothing is there once their time is over', async () => {
  const owners = await Promise.all(Array.from({ length: 5 }, () => newUser(store)));
  await Promise.all(
    owners.map(async (owner) => {
      for (let count = 0; count < 200; count += 1) {
        const id = newFileId(owner.id);
        const partial = count % 2 === 0 ? { partial: { name: 'a', details: {} } } : {};
        // A piece needs an upload that has not expired.
        await store.files.begin({ id, bytes: 30, ...partial }, { ...bounds, lifeMs: 600_000 });
        const put = await blobs.put(id, body(`${id} ${count}`), { bytes: 1_000 });
        if (count % 2 === 0) expect(await store.files.addPart(id, 0, put)).toBe('added');
        else expect(await store.files.keep({ id, name: 'a', type: 'text/plain', createdAt: 1, ...put })).toBe(true);
      }
    }),
  );
  expect(onDisk()).toBe(1_000);
  for (const { id } of owners) await settle(id);
  expect(onDisk()).toBe(1_000);
  for (const { id } of owners) {
    await store.files.forsake(id);
    await settle(id);
  }
  expect(onDisk()).toBe(0);
});

test('[FILE-5] with a room all files that its messages hold go, and none of another room', async () => {
  const owner = await newUser(store);
  const [room, other] = [await newRoom(store, owner), await newRoom(store, owner)];
  for (const { id: conversation } of [room, other]) {
    const { hash, bytes } = await blobs.put(conversation, body('the same bytes'), { bytes: 100 });
    const id = newFileId(owner.id);
    const file = { id, name: 'a', type: 'text/plain', createdAt: 1, hash, bytes };
    await store.files.hold(conversation, owner.id, [hash], 0);
    await append(store, conversation, owner, { parts: [{ kind: 'files', files: [file] }] });
  }
  expect(onDisk()).toBe(2);
  await store.rooms.deleteRoom(room.id, owner.id, rightsOf('delete_room'));
  await expect
    .poll(async () => {
      await settle(room.id);
      return onDisk();
    })
    .toBe(1);
  await settle(other.id);
  expect((await blobs.list(null, 10)).blobs).toMatchObject([{ scope: other.id }]);
});
