import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunResult } from '../run.ts';
import { asPage } from './page.ts';
import { summariseFaults, totalsOf } from './summary.ts';
import type { Report } from './summary.ts';

/** One file a run, so that a long verification can be ended and taken up; the report is made of all that are there. */
export function keepRun(directory: string, result: RunResult): void {
  mkdirSync(join(directory, 'runs'), { recursive: true });
  writeFileSync(
    join(directory, 'runs', `${result.mode}-${String(result.seed).padStart(6, '0')}.json`),
    `${JSON.stringify(result)}\n`,
  );
}

export function keptRuns(directory: string): RunResult[] {
  try {
    return readdirSync(join(directory, 'runs'))
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => JSON.parse(readFileSync(join(directory, 'runs', name), 'utf8')) as RunResult);
  } catch {
    return [];
  }
}

/** report.json and report.html. */
export function writeReport(directory: string, report: Report): void {
  mkdirSync(directory, { recursive: true });
  const summary = {
    version: report.version,
    machine: report.machine,
    totals: totalsOf(report.runs),
    faults: summariseFaults(report.runs),
    runs: report.runs.map(({ timeline: _timeline, ...run }) => run),
  };
  writeFileSync(join(directory, 'report.json'), `${JSON.stringify(summary, null, 1)}\n`);
  writeFileSync(join(directory, 'report.html'), asPage(report));
}
