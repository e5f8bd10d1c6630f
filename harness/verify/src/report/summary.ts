import { spread } from '../measures.ts';
import type { Spread } from '../measures.ts';
import type { RunResult } from '../run.ts';

/** Many runs as one. */
export type Report = {
  readonly machine: string;
  readonly runs: readonly KeptRun[];
};

/** `again`: the arguments that give the same plan; null where nobody decides what happens. */
export type KeptRun = RunResult & { readonly version: string; readonly again: string | null };

export type FaultSummary = {
  readonly mode: string;
  readonly name: string;
  readonly rule: string;
  readonly count: number;
  readonly skipped: number;
  /** Over all of that name, ms. */
  readonly firstSend: Spread | null;
  readonly whole99: Spread | null;
  readonly whole100: Spread | null;
};

export function summariseFaults(runs: readonly RunResult[]): FaultSummary[] {
  const groups = new Map<string, { mode: string; faults: RunResult['faults'][number][] }>();
  for (const { mode, faults } of runs)
    for (const fault of faults) {
      const key = `${mode} ${fault.name}`;
      const group = groups.get(key) ?? { mode, faults: [] };
      groups.set(key, group);
      group.faults.push(fault);
    }
  return [...groups.values()].map(({ mode, faults }) => {
    const done = faults.filter(({ skipped }) => skipped === null);
    const of = (field: 'firstSendMs' | 'whole99Ms' | 'whole100Ms'): Spread | null =>
      spread(done.flatMap((fault) => fault[field] ?? []));
    return {
      mode,
      name: faults[0]?.name ?? '',
      rule: faults[0]?.rule ?? '',
      count: done.length,
      skipped: faults.length - done.length,
      firstSend: of('firstSendMs'),
      whole99: of('whole99Ms'),
      whole100: of('whole100Ms'),
    };
  });
}

export type Totals = {
  /** All that were verified. */
  readonly versions: readonly string[];
  readonly runs: number;
  readonly minutes: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly acked: number;
  readonly told: number;
  readonly degraded: number;
  readonly violations: number;
};

export function totalsOf(runs: readonly KeptRun[]): Totals {
  const sum = (of: (run: RunResult) => number): number => runs.reduce((all, run) => all + of(run), 0);
  const faults: Record<string, number> = {};
  for (const run of runs)
    faults[run.mode] = (faults[run.mode] ?? 0) + run.faults.filter(({ skipped }) => skipped === null).length;
  return {
    versions: [...new Set(runs.map(({ version }) => version))],
    runs: runs.length,
    minutes: Math.round(sum(({ tookMs }) => tookMs) / 60_000),
    faults,
    acked: sum(({ acked }) => acked),
    told: sum(({ told }) => told),
    degraded: sum(({ degraded }) => degraded),
    violations: sum(({ violations }) => violations.length),
  };
}
