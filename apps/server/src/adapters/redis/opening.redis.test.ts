import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedisCluster } from '@rookery/testkit/redis-cluster';
import type { RedisCluster } from '@rookery/testkit/redis-cluster';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MoveAway } from '../../app/move-away.ts';
import { systemClock } from '../../domain/clock.ts';
import type { MovingTo } from '../../domain/moving.ts';
import { append, newRoom, newUser } from '../../ports/contracts/fixtures.ts';
import type { Opening } from '../../ports/opening.ts';
import { openEmbeddedStore } from '../embedded/open-store.ts';
import { openRedisOpening } from './open-opening.ts';
import { openRedisStore } from './open-store.ts';
import { untilOpened } from './until-opened.ts';

const dir = mkdtempSync(join(tmpdir(), 'rookery-opening-'));
let cluster: RedisCluster;
beforeAll(async () => {
  cluster = await startRedisCluster({ dir: join(dir, 'redis') });
}, 60_000);
afterAll(async () => {
  await cluster?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const openMark = (prefix: string): Promise<Opening> => openRedisOpening({ nodes: cluster.addresses, prefix });

/** A store that is being moved to keys of its own. */
async function source(prefix: string, id: string) {
  const to: MovingTo = { nodes: [...cluster.addresses], username: '', prefix, tls: null, url: 'http://127.0.0.1:1' };
  const log = { error: () => undefined };
  const store = await openEmbeddedStore({ dataDir: join(dir, prefix), clock: systemClock, log });
  if (!store.departure) throw new Error('it cannot be moved');
  const told: string[] = [];
  const away = new MoveAway({
    departure: store.departure,
    clock: systemClock,
    openOther: ({ prefix: there }) => openMark(there),
    moved: ({ url }) => told.push(url),
    tell: ({ event }) => told.push(event),
  });
  await away.begin(id, to);
  const end = async (): Promise<void> => {
    away.end();
    await store.close();
  };
  return { store, away, told, end };
}

test('[MOVE-3] of opening the copy and going on here one happens, whoever asks at the same moment, and again', async () => {
  const outcomes = new Set<string>();
  for (let turn = 0; turn < 8; turn += 1) {
    const id = `attempt-${turn}`;
    const { store, away, told, end } = await source(`race-${turn}`, id);
    const [mark, other] = [await openMark(`race-${turn}`), await openMark(`race-${turn}`)];
    expect(await mark.fill(id)).toBe(true);
    expect(await other.fill('attempt-of-another')).toBe(false);
    await away.close(id);
    await expect(away.leave(id)).rejects.toMatchObject({ code: 'conflict' });
    // One after the other, the other one first, and both at once.
    const before = turn === 0 ? await mark.open(id) : turn === 1 ? (await away.settle(id)).state : null;
    const [isOpened, settled] = await Promise.all([mark.open(id), away.settle(id)]);
    if (before !== null) expect(isOpened).toBe(before === true);
    expect(settled.state).toBe(isOpened ? 'moved' : 'staying');
    expect(told).toContain(isOpened ? 'move.left' : 'move.givenUp');
    // However often they are asked again.
    expect(await other.open(id)).toBe(isOpened);
    expect(await other.giveUp(id)).toBe(!isOpened);
    expect((await away.settle(id)).state).toBe(settled.state);
    const owner = newUser(store);
    await (isOpened
      ? expect(owner).rejects.toMatchObject({ code: 'unavailable' })
      : expect(owner).resolves.toBeDefined());
    outcomes.add(settled.state);
    await Promise.all([mark.close(), other.close(), end()]);
  }
  expect([...outcomes].toSorted()).toEqual(['moved', 'staying']);
});

test('[MOVE-4] a node waits for keys that are being filled, and does not start on what was given up or has left', async () => {
  const mark = await openMark('waits');
  const opened: string[] = [];
  expect(await mark.fill('attempt-1')).toBe(true);
  await expect(untilOpened(mark, false)).rejects.toThrow('being filled');
  const waiting = untilOpened(mark, true).then(() => opened.push('opened'));
  const open = () => openRedisStore({ nodes: cluster.addresses, prefix: 'waits', node: 'n1', clock: systemClock });
  await expect(open()).rejects.toThrow('being filled');
  expect(opened).toEqual([]);
  expect(await mark.open('attempt-1')).toBe(true);
  await waiting;
  const store = await open();
  const owner = await newUser(store);
  const room = await newRoom(store, owner);
  expect(await append(store, room.id, owner)).toMatchObject({ seq: 1 });
  expect(await mark.living()).toHaveLength(1);
  await store.close();

  expect(await mark.closeFor('attempt-2')).toBe(true);
  expect(await mark.closeFor('attempt-3')).toBe(false);
  await expect(open()).rejects.toThrow('being moved away');
  expect(await mark.stay('attempt-2')).toBe(true);
  await (await open()).close();
  expect(await mark.leave('attempt-2')).toBe(false);
  expect(await mark.closeFor('attempt-4')).toBe(true);
  expect(await mark.leave('attempt-4')).toBe(true);
  expect(await mark.stay('attempt-4')).toBe(false);
  await expect(open()).rejects.toThrow('was moved away');
  const given = await openMark('given');
  expect(await given.giveUp('attempt-5')).toBe(true);
  await expect(untilOpened(given, true)).rejects.toThrow('given up');
  expect(await given.fill('attempt-6', 'attempt-4')).toBe(false);
  expect(await given.fill('attempt-6', 'attempt-5')).toBe(true);
  expect(await given.open('attempt-5')).toBe(false);
  expect(await given.open('attempt-6')).toBe(true);
  expect(await given.fill('attempt-7', 'attempt-6')).toBe(false);
  await Promise.all([mark.close(), given.close()]);
});
