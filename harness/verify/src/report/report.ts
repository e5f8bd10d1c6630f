import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asPage } from './page.ts';
import { summariseFaults, totalsOf } from './summary.ts';
import type { KeptRun, Report } from './summary.ts';

const runsIn = (directory: string): string => join(directory, 'runs');

/** One file a run, so that a long verification can be ended and taken up; the report is made of all that are there. */
export function keepRun(directory: string, run: KeptRun): void {
  mkdirSync(runsIn(directory), { recursive: true });
  const file = join(runsIn(directory), `${run.mode}-${String(run.seed).padStart(6, '0')}.json`);
  // Whole or not at all, whenever this process is killed.
  writeFileSync(`${file}.new`, `${JSON.stringify(run)}\n`);
  renameSync(`${file}.new`, file);
}

/** Throws where a file cannot be read: a report that leaves out a run says less than it seems to. */
export function keptRuns(directory: string): KeptRun[] {
  mkdirSync(runsIn(directory), { recursive: true });
  return readdirSync(runsIn(directory))
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => {
      const file = join(runsIn(directory), name);
      try {
        return JSON.parse(readFileSync(file, 'utf8')) as KeptRun;
      } catch (cause) {
        throw new Error(`${file} is not a run: remove it, and its seed is run again.`, { cause });
      }
    });
}

export const forgetRuns = (directory: string): void => rmSync(runsIn(directory), { recursive: true, force: true });

/** report.json and report.html. */
export function writeReport(directory: string, report: Report): void {
  mkdirSync(directory, { recursive: true });
  const summary = {
    machine: report.machine,
    totals: totalsOf(report.runs),
    faults: summariseFaults(report.runs),
    runs: report.runs.map(({ timeline: _timeline, ...run }) => run),
  };
  writeFileSync(join(directory, 'report.json'), `${JSON.stringify(summary, null, 1)}\n`);
  writeFileSync(join(directory, 'report.html'), asPage(report));
}

/** Faults that struck, of runs in one mode. */
export const struckIn = (runs: readonly KeptRun[], mode: KeptRun['mode']): number => totalsOf(runs).faults[mode] ?? 0;
