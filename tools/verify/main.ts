/**
 * npm run verify -- [--quick | --prove | --hours N | --seed S --replay | --target URL]
 * Kills anything, and proves that nothing was lost, doubled or reordered. Exits 1 when a promise was broken.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installSystemPackages } from '../system-packages.ts';
import { readArguments } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import { oneRun } from './one-run.ts';
import { keepRun, keptRuns, writeReport } from './report/report.ts';
import { run, stopAll } from './run.ts';
import type { RunResult } from './run.ts';
import { sizes } from './sizes.ts';
import { TargetSystem } from './system/target.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const hourMs = 3_600_000;
/** Of a look at a deployment. */
const shortestSeconds = 10;

const tell = (line: string): void => console.log(line);

async function runModes(
  args: Arguments,
  size: 'quick' | 'long',
  seed: number,
  directory: string,
): Promise<RunResult[]> {
  const results: RunResult[] = [];
  for (const mode of args.modes) {
    const planned = sizes[size][mode];
    tell(`Seed ${seed}, ${mode}:`);
    const plan = { ...planned, seed, faults: args.faults ?? planned.faults };
    const result = await oneRun({ mode, tell, plan, ...(args.only === null ? {} : { only: args.only }) });
    tellOf(result);
    keepRun(directory, result);
    results.push(result);
  }
  return results;
}

function tellOf({ violations, acked, told, tookMs, faults, seed, mode }: RunResult): void {
  const struck = faults.filter(({ skipped }) => skipped === null).length;
  tell(
    `  ${acked} messages acknowledged, ${told} deliveries checked, ${struck} faults, ${Math.round(tookMs / 1_000)} s: ${violations.length} violations`,
  );
  for (const { check, rule, story } of violations) tell(`  ✗ ${check} [${rule}] ${story}`);
  if (violations.length > 0 && mode !== 'target')
    tell(`  Again: npm run verify -- --seed ${seed} --mode ${mode} --replay`);
}

function finish(directory: string): number {
  const runs = keptRuns(directory);
  writeReport(directory, { version: versionOf(), machine: `${platform()} ${arch()}, ${cpus().length} cores`, runs });
  const broken = runs.reduce((sum, { violations }) => sum + violations.length, 0);
  tell(`${runs.length} runs, ${broken} violations. Report: ${join(directory, 'report.html')}`);
  return broken === 0 && runs.length > 0 ? 0 : 1;
}

/** The commit, where there is one. */
function versionOf(): string {
  const asked = spawnSync('git', ['describe', '--always', '--dirty'], { cwd: root, encoding: 'utf8' });
  return asked.status === 0 ? asked.stdout.trim() : 'unknown';
}

async function main(args: Arguments): Promise<number> {
  const directory = args.report ?? join(root, 'run/verify', args.task);
  if (args.task === 'prove') {
    const { prove } = await import('./planted/prove.ts');
    installSystemPackages();
    return prove({ root, only: args.bug, seed: args.seed, directory, tell });
  }
  // What a long verification has done before belongs to its report; everything else begins anew.
  if (args.task !== 'hours') rmSync(directory, { recursive: true, force: true });
  if (args.task === 'target') {
    const seconds = Math.max(shortestSeconds, args.minutes * 60);
    const plan = { seed: args.seed, people: 12, rooms: 6, faults: 0, restMs: seconds * 1_000, sendsPerSecond: 10 };
    const result = await run({
      mode: 'target',
      plan,
      faults: [],
      tell,
      start: () => TargetSystem.find(args.target ?? ''),
    });
    tellOf(result);
    keepRun(directory, result);
    return finish(directory);
  }
  if (args.modes.includes('cluster')) installSystemPackages();
  if (args.task !== 'hours') await runModes(args, args.task === 'quick' ? 'quick' : 'long', args.seed, directory);
  else {
    const endsAt = Date.now() + args.hours * hourMs;
    const done = new Set(keptRuns(directory).map(({ seed, mode }) => `${mode} ${seed}`));
    for (let seed = args.seed; Date.now() < endsAt; seed += 1) {
      const modes = args.modes.filter((mode) => !done.has(`${mode} ${seed}`));
      await runModes({ ...args, modes }, 'long', seed, directory);
      // Whoever ends it early has the report of what was done.
      finish(directory);
    }
  }
  return finish(directory);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => {
    tell('Taking everything down …');
    void stopAll().finally(() => process.exit(130));
  });
try {
  const status = await main(readArguments(process.argv.slice(2)));
  process.exit(status);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
