import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { copyStore } from '../../app/copy-store.ts';
import { systemClock } from '../../domain/clock.ts';
import { append, newRoom, newUser } from '../../ports/contracts/fixtures.ts';
import { openEmbeddedStore } from './open-store.ts';
import { openEmbeddedSink } from './store-sink.ts';
import { openEmbeddedSource } from './store-source.ts';

const directory = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'rookery-sink-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
};
const open = (dataDir: string) => openEmbeddedStore({ dataDir, clock: systemClock, log: { error: () => undefined } });

test('[ARC-6] a directory in use is refused in words; half of a store serves nobody, and is gone on with', async () => {
  const [from, to] = [directory(), directory()];
  const store = await open(from);
  const owner = await newUser(store);
  const room = await newRoom(store, owner);
  for (const content of ['one', 'two', 'three']) await append(store, room.id, owner, { content });
  expect(() => openEmbeddedSink(from, 'a copy', systemClock)).toThrow(/Another Rookery server is using/);
  await store.close();
  expect(() => openEmbeddedSink(from, 'a copy', systemClock)).toThrow(/is in use: it holds 1 people and 1 conv/);

  // Cut off in the middle.
  const source = openEmbeddedSource(from);
  const half = openEmbeddedSink(to, 'a copy', systemClock);
  expect(half.isResumed).toBe(false);
  const part = await source.log(room.id, null, 2);
  if (part === null || part === 'restart') throw new Error('no log');
  await half.write(part.messages);
  await half.close();
  await expect(open(to)).rejects.toThrow(/is not finished \(a copy\)/);
  expect(() => openEmbeddedSink(to, 'another', systemClock)).toThrow(/the beginning of something else \(a copy\)/);

  const again = openEmbeddedSink(to, 'a copy', systemClock);
  expect(again.isResumed).toBe(true);
  await copyStore(source, again, 'same');
  await Promise.all([again.close(), source.close()]);
  const copied = await open(to);
  const page = await copied.log.page({ conversation: room.id, reader: owner.id, limit: 10 });
  expect(page).toMatchObject({ messages: [{ content: 'one' }, { content: 'two' }, { content: 'three' }] });
  await copied.close();
});
