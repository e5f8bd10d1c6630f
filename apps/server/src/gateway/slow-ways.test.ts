import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SlowWays } from './slow-ways.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const browser = { headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)' } };
const conn = (name: string, readyState = 'open') => ({ readyState, transport: { name } });

test('[OPS-32] a browser that stays with long-polling is told of once an hour, a program never', () => {
  const told = vi.fn<() => void>();
  const ways = new SlowWays(told);
  ways.watch(conn('polling'), { headers: { 'user-agent': 'node-XMLHttpRequest' } });
  ways.watch(conn('websocket'), browser);
  vi.advanceTimersByTime(60_000);
  expect(told).not.toHaveBeenCalled();
  for (let minute = 0; minute < 59; minute += 1) {
    ways.watch(conn('polling'), browser);
    vi.advanceTimersByTime(60_000);
  }
  expect(told).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(120_000);
  ways.watch(conn('polling'), browser);
  vi.advanceTimersByTime(60_000);
  expect(told).toHaveBeenCalledTimes(2);
  ways.close();
});

test('[OPS-32] whoever went on to WebSocket, or left, is none', () => {
  const told = vi.fn<() => void>();
  const ways = new SlowWays(told);
  const upgraded = conn('polling');
  ways.watch(upgraded, browser);
  upgraded.transport.name = 'websocket';
  vi.advanceTimersByTime(60_000);
  const gone = conn('polling');
  ways.watch(gone, browser);
  gone.readyState = 'closed';
  vi.advanceTimersByTime(60_000);
  expect(told).not.toHaveBeenCalled();
});
