import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Heartbeat } from './heartbeat.ts';
import type { Beating } from './heartbeat.ts';

class Peer implements Beating {
  awaitsPong = false;
  slot = -1;
  readonly beats: number[] = [];
  missedAt = 0;
  readonly #answers: boolean;

  constructor(answers: boolean) {
    this.#answers = answers;
  }

  beat(): void {
    this.beats.push(Date.now());
    if (this.#answers) this.awaitsPong = false;
  }

  missedBeat(): void {
    this.missedAt ||= Date.now();
  }
}

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

test('each peer is asked once an interval; who does not answer in time is let go, by one timer for all', () => {
  const heartbeat = new Heartbeat(20_000, 15_000);
  const peers = Array.from({ length: 200 }, () => new Peer(true));
  const silent = new Peer(false);
  for (const peer of [...peers, silent]) heartbeat.add(peer);
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(60_000);
  for (const { beats, missedAt } of peers) {
    expect(beats).toHaveLength(3);
    expect((beats[1] ?? 0) - (beats[0] ?? 0)).toBe(20_000);
    expect(missedAt).toBe(0);
  }
  expect(silent.beats[0]).toBeLessThanOrEqual(20_000);
  const slots = new Set(peers.map(({ beats }) => beats[0]));
  expect(slots.size, 'they are spread').toBeGreaterThan(10);
  heartbeat.close();
});

test('a silent peer is let go 15 s after it was asked, one that was removed is not asked', () => {
  const heartbeat = new Heartbeat(20_000, 15_000);
  const silent = new Peer(false);
  const removed = new Peer(false);
  heartbeat.add(silent);
  heartbeat.add(removed);
  heartbeat.remove(removed);
  vi.advanceTimersByTime(36_000);
  expect(silent.missedAt - (silent.beats[0] ?? 0)).toBe(15_000);
  expect(removed.beats).toHaveLength(0);
  heartbeat.close();
});
