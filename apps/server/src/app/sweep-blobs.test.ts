import { asConversationId, limits } from '@rookery/protocol';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEmbeddedStore } from '../adapters/embedded/open-store.ts';
import { systemClock } from '../domain/clock.ts';
import { newFileId } from '../domain/new-id.ts';
import { rightsOf } from '../domain/rights.ts';
import { newRoom, newUser } from '../ports/contracts/fixtures.ts';
import type { Store } from '../ports/store.ts';
import { isLeftOver } from './sweep-blobs.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'rookery-sweep-'));
let store: Store;
beforeAll(async () => {
  store = await openEmbeddedStore({ dataDir, clock: systemClock, log: { error: () => undefined } });
});
afterAll(async () => {
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

test('[FILE-5] bytes that nothing leads to are left over once they are old, and no others', async () => {
  const owner = await newUser(store);
  const room = await newRoom(store, owner);
  const ports = { files: store.files, log: store.log, clock: systemClock };
  const long = { at: Date.now() - 3 * limits.unsentFileMs };
  const [held, loose] = ['a', 'b'].map((letter) => letter.repeat(64));
  if (!held || !loose) throw new Error('no hashes');
  const id = newFileId(owner.id);
  await store.files.begin({ id, bytes: 1 }, { dayBytes: 9, unsent: 9, lifeMs: 60_000 });
  await store.files.hold(room.id, owner.id, [held], 60_000);
  const left = (scope: string, hash: string, at = long.at) => isLeftOver(ports, { scope, hash, at });
  expect(await left(id, held)).toBe(false);
  expect(await left(newFileId(owner.id), held)).toBe(true);
  expect(await left(newFileId(owner.id), held, Date.now())).toBe(false);
  expect(await left(room.id, held)).toBe(false);
  expect(await left(room.id, loose)).toBe(true);
  expect(await left(asConversationId('r_none'), held)).toBe(true);
  // Whatever else lies there is not ours.
  expect(await left('u_other', held)).toBe(false);
});

test('[FILE-13, FILE-14] a picture is left over once nothing shows it, also where a node died between the record and the room', async () => {
  const owner = await newUser(store);
  const room = await newRoom(store, owner);
  const ports = { files: store.files, log: store.log, clock: systemClock };
  const hash = 'c'.repeat(64);
  const upload = async () => {
    const id = newFileId(owner.id);
    await store.files.begin({ id, bytes: 1 }, { dayBytes: 9, unsent: 9, lifeMs: 60_000 });
    await store.files.keep({ id, name: 'a', type: 'image/png', bytes: 1, createdAt: 1, hash, isShown: true });
    return id;
  };
  const left = (scope: string) => isLeftOver(ports, { scope, hash, at: Date.now() - 3 * limits.unsentFileMs });
  const [avatar, picture, orphan] = [await upload(), await upload(), await upload()];
  await store.people.setProfile(owner.id, 0, { avatar });
  for (const id of [picture, orphan]) await store.files.show(id, room.id);
  await store.rooms.editRoom(room.id, owner.id, rightsOf('edit_room'), { picture, at: 1, id: 'x' });
  expect([await left(avatar), await left(picture), await left(orphan)]).toEqual([false, false, true]);
  // Nothing shows it from then on.
  expect(await store.files.show(orphan, room.id)).toBe('gone');
  await store.rooms.deleteRoom(room.id, owner.id, rightsOf('delete_room'));
  expect([await left(avatar), await left(picture)]).toEqual([false, true]);
});
