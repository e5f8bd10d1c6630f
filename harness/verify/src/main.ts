/**
 * npm run verify -- [--quick | --prove | --long | --hours N | --seed S --replay | --target URL]
 * Kills anything, and proves that nothing was lost, doubled or reordered. Exits 1 when a promise was broken.
 */
import { spawnSync } from 'node:child_process';
import { arch, cpus, platform } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '@rookery/testkit/repository-root';
import { installSystemPackages } from '@rookery/testkit/system-packages';
import { readArguments } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import { oneRun } from './one-run.ts';
import { forgetRuns, keepRun, keptRuns, struckIn, writeReport } from './report/report.ts';
import { run, stopAll } from './run.ts';
import type { RunResult } from './run.ts';
import { leastFaults, longFaults, longGoals, sizes } from './sizes.ts';
import { removeLeftBehind } from './system/own-directory.ts';
import { TargetSystem } from './system/target.ts';

const hourMs = 3_600_000;
/** Of a look at a deployment. */
const shortestSeconds = 10;

const print = (line: string): void => console.log(line);

/** One run, told and kept. */
async function runOne(
  { task, only, ...args }: Arguments,
  mode: Arguments['modes'][number],
  seed: number,
  directory: string,
): Promise<void> {
  const size = sizes[task === 'quick' ? 'quick' : 'long'][mode];
  print(`Seed ${seed}, ${mode}:`);
  const faults = args.faults ?? size.faults;
  const plan = { ...size, seed, faults };
  const result = await oneRun({ mode, print, plan, ...(only === null ? {} : { only }) });
  const kind = task === 'quick' ? '--quick' : '--replay';
  const chosen = only === null ? '' : ` --only "${only.join(', ')}"`;
  keep(directory, result, `--seed ${seed} --mode ${mode} ${kind} --faults ${faults}${chosen}`);
}

function keep(directory: string, result: RunResult, again: string | null): void {
  const { violations, acked, told, acts, files, backups, oldPages, tookMs, faults } = result;
  const struck = faults.filter(({ skipped }) => skipped === null).length;
  print(
    `  ${acked} messages acknowledged, ${told} deliveries and ${acts} acts and ${files} files checked, ${backups.done} backups (${backups.killed} kills), ${oldPages.asked} old pages (${oldPages.refused} refused), ${struck} faults, ${Math.round(tookMs / 1_000)} s: ${violations.length} violations`,
  );
  for (const { check, rule, story } of violations) print(`  ✗ ${check} [${rule}] ${story}`);
  if (violations.length > 0 && again !== null) print(`  Again: npm run verify -- ${again}`);
  keepRun(directory, { ...result, version: versionOf(), again });
}

/** Seed after seed, in each mode that lacks something. Seeds that are kept already count, and are not run again. */
async function runMany(args: Arguments, directory: string): Promise<void> {
  const endsAt = Date.now() + args.hours * hourMs;
  const missing = (mode: Arguments['modes'][number]): number =>
    args.task === 'hours'
      ? Date.now() < endsAt
        ? Infinity
        : 0
      : longGoals[mode] - struckIn(keptRuns(directory), mode);
  for (let seed = args.seed; args.modes.some((mode) => missing(mode) > 0); seed += 1)
    for (const mode of args.modes) {
      const left = missing(mode);
      if (left <= 0 || keptRuns(directory).some((kept) => kept.seed === seed && kept.mode === mode)) continue;
      const most = args.faults ?? (args.task === 'long' ? longFaults : sizes.long[mode].faults);
      const faults = mode === 'moving' ? sizes.long.moving.faults : Math.min(most, Math.max(leastFaults, left));
      await runOne({ ...args, faults }, mode, seed, directory);
      // Whoever ends it early has the report of what was done.
      finish(directory);
    }
}

function finish(directory: string): number {
  const runs = keptRuns(directory);
  writeReport(directory, { machine: `${platform()} ${arch()}, ${cpus().length} cores`, runs });
  const broken = runs.reduce((sum, { violations }) => sum + violations.length, 0);
  print(`${runs.length} runs, ${broken} violations. Report: ${join(directory, 'report.html')}`);
  return broken === 0 && runs.length > 0 ? 0 : 1;
}

/** The commit, where there is one. */
function versionOf(): string {
  const asked = spawnSync('git', ['describe', '--always', '--dirty'], { cwd: repositoryRoot, encoding: 'utf8' });
  return asked.status === 0 ? asked.stdout.trim() : 'unknown';
}

async function main(args: Arguments): Promise<number> {
  const directory = args.report ?? join(repositoryRoot, 'run/verify', args.task);
  const left = await removeLeftBehind();
  if (left > 0) print(`Ended ${left} processes that a verification which was killed had left behind.`);
  if (args.task === 'prove') {
    const { prove } = await import('./planted/prove.ts');
    installSystemPackages();
    return prove({ only: args.bug, seed: args.seed, directory, print });
  }
  // What a long verification has done before belongs to its report; everything else begins anew.
  const isLong = args.task === 'hours' || args.task === 'long';
  if (!isLong) forgetRuns(directory);
  if (args.task === 'target') {
    const seconds = Math.max(shortestSeconds, args.minutes * 60);
    const plan = { seed: args.seed, people: 12, rooms: 6, faults: 0, restMs: seconds * 1_000, sendsPerSecond: 10 };
    const result = await run({
      mode: 'target',
      plan,
      faults: [],
      print,
      start: () => TargetSystem.find(args.target ?? ''),
    });
    keep(directory, result, null);
    return finish(directory);
  }
  if (args.modes.some((mode) => mode !== 'embedded')) installSystemPackages();
  if (isLong) await runMany(args, directory);
  else for (const mode of args.modes) await runOne(args, mode, args.seed, directory);
  return finish(directory);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => {
    print('Taking everything down …');
    void stopAll().finally(() => process.exit(130));
  });
try {
  const status = await main(readArguments(process.argv.slice(2)));
  process.exit(status);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
