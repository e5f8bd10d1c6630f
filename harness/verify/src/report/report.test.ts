import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { keepRun, keptRuns, struckIn, writeReport } from './report.ts';
import type { KeptRun, Totals } from './summary.ts';

const dir = mkdtempSync(join(tmpdir(), 'rookery-report-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const fault = (skipped: string | null): KeptRun['faults'][number] => ({
  name: 'kill -9',
  target: 'the server',
  rule: 'OPS-10',
  begunAt: 10,
  endedAt: 20,
  healedAt: 20,
  skipped,
  firstSendMs: 5,
  whole99Ms: 6,
  whole100Ms: 7,
  sends: null,
  deliveries: null,
});

const kept = (seed: number, version: string): KeptRun => ({
  seed,
  mode: 'cluster',
  startedAt: '2026-11-23T12:00:00.000Z',
  tookMs: 60_000,
  messages: 10,
  acked: 10,
  degraded: 1,
  told: 100,
  devices: 5,
  acts: 0,
  files: 0,
  backups: { done: 0, killed: 0 },
  oldPages: { asked: 0, refused: 0 },
  givenUp: {},
  violations: [],
  faults: [fault(null), fault(null), fault('it needs root')],
  sends: null,
  deliveries: null,
  timeline: [],
  version,
  again: `--seed ${seed} --mode cluster --replay --faults 3`,
});

test('[VER-6] the runs of two machines, copied together, make one report of all they did', () => {
  const [here, there] = [join(dir, 'here'), join(dir, 'there')];
  keepRun(here, kept(1, 'abc'));
  keepRun(there, kept(900, 'def'));
  keepRun(there, kept(901, 'def'));
  cpSync(join(there, 'runs'), join(here, 'runs'), { recursive: true });
  const runs = keptRuns(here);
  expect(runs.map(({ seed }) => seed)).toEqual([1, 900, 901]);
  expect(struckIn(runs, 'cluster')).toBe(6);
  writeReport(here, { machine: 'two of them', runs });
  const { totals } = JSON.parse(readFileSync(join(here, 'report.json'), 'utf8')) as { totals: Totals };
  expect(totals).toMatchObject({ versions: ['abc', 'def'], runs: 3, minutes: 3, acked: 30, faults: { cluster: 6 } });
  expect(readFileSync(join(here, 'report.html'), 'utf8')).toContain('--seed 901 --mode cluster --replay --faults 3');
});

test('[VER-6] a run that was killed while it was kept is not there, and one that cannot be read is named', () => {
  const directory = join(dir, 'killed');
  keepRun(directory, kept(1, 'abc'));
  writeFileSync(join(directory, 'runs/cluster-000002.json.new'), '{"seed": 2, "mo');
  expect(keptRuns(directory).map(({ seed }) => seed)).toEqual([1]);
  keepRun(directory, kept(2, 'abc'));
  expect(keptRuns(directory).map(({ seed }) => seed)).toEqual([1, 2]);
  expect(existsSync(join(directory, 'runs/cluster-000002.json.new'))).toBe(false);
  writeFileSync(join(directory, 'runs/cluster-000003.json'), '');
  expect(() => keptRuns(directory)).toThrow('cluster-000003.json is not a run');
});
