import { parseArgs } from 'node:util';

const usage = `Usage: npm run verify [-- OPTIONS]
  (nothing)                 one run of each mode with all kinds of faults, some minutes
  --quick                   the same, shorter: within 3 minutes
  --hours N                 runs of one seed after the other for N hours; continues where an earlier one stopped
  --long                    likewise until 300 faults struck the cluster and 100 the embedded store: about half an hour
  --seed S                  begins with this seed (default 1)
  --replay                  one run of --seed alone, in --mode
  --mode embedded|cluster|moving   only this one; moving: an embedded server that is moved into a cluster meanwhile, left out of --quick and of a plain run
  --faults N                so many faults in each run
  --only "NAME, NAME"       only faults of these kinds
  --prove                   shows that every planted bug is caught
  --bug NAME                with --prove: only this one
  --target URL              watches a deployment of yours for --minutes N (default 5), while you break it
  --report DIR              where reports go (default run/verify)`;

/** Of what is started here. */
export const runModes = ['embedded', 'cluster', 'moving'] as const;
export type RunMode = (typeof runModes)[number];
const isRunMode = (word: string): word is RunMode => runModes.some((mode) => mode === word);

export type Arguments = {
  readonly task: 'default' | 'quick' | 'hours' | 'long' | 'replay' | 'prove' | 'target';
  readonly seed: number;
  readonly hours: number;
  readonly minutes: number;
  readonly modes: readonly RunMode[];
  readonly faults: number | null;
  readonly only: readonly string[] | null;
  readonly bug: string | null;
  readonly target: string | null;
  readonly report: string | null;
};

/** Throws with one plain sentence. */
export function readArguments(args: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      hours: { type: 'string' },
      long: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      replay: { type: 'boolean', default: false },
      mode: { type: 'string' },
      faults: { type: 'string' },
      only: { type: 'string' },
      prove: { type: 'boolean', default: false },
      bug: { type: 'string' },
      target: { type: 'string' },
      minutes: { type: 'string', default: '5' },
      report: { type: 'string' },
    },
  });
  const number = (name: 'hours' | 'seed' | 'faults' | 'minutes'): number => {
    const value = Number(values[name]);
    if (!Number.isFinite(value) || value < 0) throw new Error(`--${name} must be a number. ${usage}`);
    return value;
  };
  const { mode } = values;
  if (mode !== undefined && !isRunMode(mode)) throw new Error(`--mode must be one of ${runModes.join(', ')}. ${usage}`);
  if (values.target !== undefined && !URL.canParse(values.target)) throw new Error(`--target must be a URL. ${usage}`);
  return {
    task: values.prove
      ? 'prove'
      : values.target !== undefined
        ? 'target'
        : values.quick
          ? 'quick'
          : values.hours !== undefined
            ? 'hours'
            : values.long
              ? 'long'
              : values.replay
                ? 'replay'
                : 'default',
    seed: Math.floor(number('seed')),
    hours: values.hours === undefined ? 0 : number('hours'),
    minutes: number('minutes'),
    modes: mode !== undefined ? [mode] : values.long ? runModes : ['embedded', 'cluster'],
    faults: values.faults === undefined ? null : Math.floor(number('faults')),
    only: values.only === undefined ? null : values.only.split(',').map((name) => name.trim()),
    bug: values.bug ?? null,
    target: values.target ?? null,
    report: values.report ?? null,
  };
}
