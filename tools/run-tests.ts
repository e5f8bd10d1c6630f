/**
 * Runs the stages of `npm test` (all) or `npm run check` (those that need no services).
 *   node tools/run-tests.ts [check | STAGE ...]
 * They run one after the other; beside the first of them runs what waits more than it works. What a stage says is never mixed with another's.
 * Its last line is `N passed, N failed`; it exits 1 if anything failed, was skipped, or could not run.
 */
import { spawn } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { installSystemPackages } from '@rookery/testkit/system-packages';

type Stage = {
  readonly name: string;
  /** Runs without services, within a minute with the others that do. */
  readonly quick: boolean;
  /**
   * `alone`: measures time or memory, or looks at every frame; nothing else runs meanwhile. `aside`: waits for the most part, so it runs at the
   * same time as the stages that say nothing here. These compute, and give way to it.
   */
  readonly runs?: 'alone' | 'aside';
} & ({ readonly command: readonly string[] } | { readonly project: string; readonly files: string });

const stages: readonly Stage[] = [
  { name: 'format', quick: true, command: ['oxfmt', '--check'] },
  { name: 'lint', quick: true, command: ['oxlint'] },
  { name: 'types', quick: true, command: ['tsc', '-p', 'tsconfig.json'] },
  { name: 'types of the web app', quick: true, command: ['tsc', '-p', 'apps/web/tsconfig.json'] },
  { name: 'rules and their tests', quick: true, command: ['node', 'tools/spec-coverage.ts'] },
  { name: 'unused exports', quick: true, command: ['knip', '--no-progress'] },
  { name: 'citations', quick: true, command: ['node', 'tools/citations.ts'] },
  { name: 'protocol documents', quick: true, command: ['node', 'tools/protocol-docs.ts', '--check'] },
  { name: 'architecture document', quick: true, command: ['node', 'tools/architecture-docs.ts', '--check'] },
  { name: 'rights document', quick: true, command: ['node', 'tools/rights-docs.ts', '--check'] },
  { name: 'configuration document', quick: true, command: ['node', 'tools/configuration-docs.ts', '--check'] },
  { name: 'dashboard', quick: true, command: ['node', 'tools/dashboard.ts', '--check'] },
  { name: 'sizes', quick: true, command: ['node', 'tools/sizing.ts', '--check'] },
  { name: 'dependencies', quick: true, command: ['node', 'tools/dependencies.ts', '--check'] },
  {
    name: 'unit and embedded contracts',
    quick: true,
    project: 'unit',
    files: '{packages,apps,harness,tools}/**/*.test.ts',
  },
  { name: 'simulation', quick: false, project: 'simulation', files: 'tests/simulation/**/*.test.ts' },
  {
    name: 'contracts on Redis and S3',
    quick: false,
    project: 'redis',
    files: '{apps/server/src,tools}/**/*.{redis,s3,programs}.test.ts',
  },
  { name: 'behaviour', quick: false, project: 'behaviour', files: 'tests/behaviour/**/*.behaviour.test.ts' },
  { name: 'cluster', quick: false, runs: 'aside', project: 'cluster', files: 'tests/cluster/**/*.cluster.test.ts' },
  { name: 'verify', quick: false, runs: 'alone', command: ['node', 'harness/verify/src/main.ts', '--quick'] },
  { name: 'browser', quick: false, runs: 'alone', project: 'browser', files: 'tests/end-to-end/**/*.e2e.test.ts' },
];

/**
 * V8 loses count of its own pages of machine code by chance, where several threads run WebAssembly, in whatever program (nodejs/node#64500): seen four
 * times in some hundred runs, always where threads strip types. The test's processes collect no such code (`vitest.config.ts`), which
 * is when it happened. What aborts by a fault of ours does so again.
 */
const engineFault = /Check failed: jit_page|exited unexpectedly with signal SIG(?:ABRT|TRAP|SEGV)/;

/** The niceness of what computes beside a stage that waits: when that one has something to do, it comes first. */
const givesWay = 5;

const mostFailures = 60;
/** Characters of what a command printed, and lines of them that are said again where it failed. */
const keptOutput = 16_384;
const lastLines = 12;

/** `failures`: a line for each of the first of them. */
type Counts = { passed: number; failed: number; failures?: readonly string[] };
/** What we read of vitest's. */
type Report = {
  readonly numPassedTests: number;
  readonly numTotalTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly startTime: number;
    readonly endTime: number;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
};
type Output = 'as it goes' | 'when it ends';
type Runner = {
  readonly say: (text: string) => void;
  /** `output`: the end of what it printed. */
  readonly start: (
    command: readonly string[],
  ) => Promise<{ readonly isOk: boolean; readonly errors: string; readonly output: string }>;
  readonly end: () => void;
};

const asked = process.argv.slice(2);
const chosen = stages.filter(({ name, quick }) =>
  asked.length === 0 ? true : asked.includes('check') ? quick : asked.includes(name),
);
const total = { passed: 0, failed: 0 };
/** Said again at the end: what a run prints is long, and often only its end is kept. */
const failures: string[] = [];
try {
  if (chosen.length === 0)
    throw new Error(`There is no such stage. The stages are: ${stages.map(({ name }) => name).join(', ')}.`);
  if (chosen.some(({ quick }) => !quick)) installSystemPackages();
  const aside = chosen.filter(({ runs }) => runs === 'aside');
  const beside = chosen.filter(({ runs }) => runs === undefined);
  // Where there are two, a stage is printed whole when it has ended; else as it goes.
  const output = aside.length > 0 && beside.length > 0 ? 'when it ends' : 'as it goes';
  await Promise.all([runStages(aside, output, 0), runStages(beside, output, aside.length > 0 ? givesWay : 0)]);
  await runStages(
    chosen.filter(({ runs }) => runs === 'alone'),
    'as it goes',
    0,
  );
} catch (error) {
  total.failed += 1;
  console.error(error instanceof Error ? error.message : error);
}
if (failures.length > 0) console.log(`\n${failures.slice(0, mostFailures).join('\n')}`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);

async function runStages(which: readonly Stage[], output: Output, niceness: number): Promise<void> {
  for (const stage of which) {
    const startedAt = Date.now();
    const run = runner(output, niceness);
    run.say(`\n== ${stage.name}\n`);
    const counts = await runStage(run, stage).catch((error: unknown): Counts => {
      run.say(`${error instanceof Error ? error.message : String(error)}\n`);
      return { passed: 0, failed: 1 };
    });
    total.passed += counts.passed;
    total.failed += counts.failed;
    if (counts.failed > 0) failures.push(`${stage.name}: ${counts.failed} failed`, ...(counts.failures ?? []));
    run.say(
      `== ${stage.name}: ${counts.failed === 0 ? 'passed' : 'FAILED'} in ${((Date.now() - startedAt) / 1_000).toFixed(1)} s\n`,
    );
    run.end();
  }
}

/** Runs the programs of one stage, and prints what they say and what is said of them. */
function runner(output: Output, niceness: number): Runner {
  const held: Buffer[] = [];
  const print = (data: Buffer): void => {
    if (output === 'as it goes') process.stdout.write(data);
    else held.push(data);
  };
  return {
    say: (text) => print(Buffer.from(text)),
    start: ([command = '', ...args]) =>
      new Promise((resolve) => {
        const child = spawn(command, args, {
          stdio: ['inherit', 'pipe', 'pipe'],
        });
        const errors: Buffer[] = [];
        let said = '';
        child.stdout.on('data', (data: Buffer) => {
          said = (said + data.toString()).slice(-keptOutput);
          print(data);
        });
        child.stderr.on('data', (data: Buffer) => {
          errors.push(data);
          print(data);
        });
        child.once('error', (error) => {
          print(Buffer.from(`${error.message}\n`));
          resolve({ isOk: false, errors: '', output: '' });
        });
        child.once('close', (code) =>
          resolve({ isOk: code === 0, errors: Buffer.concat(errors).toString(), output: said }),
        );
        // Its own processes, which it starts later, have the same.
        if (niceness > 0 && child.pid !== undefined) setPriority(child.pid, niceness);
      }),
    end: () => process.stdout.write(Buffer.concat(held)),
  };
}

function runStage(run: Runner, stage: Stage): Promise<Counts> {
  return 'command' in stage ? runCommand(run, stage.command) : runProject(run, stage.project, stage.files);
}

async function runCommand(run: Runner, command: readonly string[]): Promise<Counts> {
  const { isOk, errors, output } = await run.start(command);
  if (isOk) return { passed: 1, failed: 0 };
  const last = `${output}${errors}`.split('\n').filter((line) => line.trim() !== '');
  return { passed: 0, failed: 1, failures: last.slice(-lastLines).map((line) => `  ${line.slice(0, 500)}`) };
}

/** The files that took longest, so that whoever looks for time knows where to. */
function slowest({ testResults }: Report): readonly string[] {
  return testResults
    .map(({ name, startTime, endTime }) => ({ file: basename(name), seconds: (endTime - startTime) / 1_000 }))
    .sort((one, other) => other.seconds - one.seconds)
    .slice(0, 8)
    .map(({ file, seconds }) => `${file} ${seconds.toFixed(0)} s`);
}

function failuresOf({ name, message, assertionResults }: Report['testResults'][number]): readonly string[] {
  const file = relative(process.cwd(), name);
  const line = (what: string, why = ''): string => `  ${file}: ${what}: ${why.split('\n')[0]?.slice(0, 200)}`;
  return [
    ...(message ? [line('the file', message)] : []),
    ...assertionResults
      .filter(({ status }) => status !== 'passed')
      .map(({ fullName, status, failureMessages }) => line(fullName, failureMessages[0] ?? status)),
  ];
}

/** A vitest project, counted from its JSON report: what was skipped counts as failed, and so does a run without a report. */
async function runProject(run: Runner, project: string, files: string): Promise<Counts> {
  if (globSync(files, { exclude: (path) => path.includes('node_modules') }).length === 0)
    throw new Error(`No test file matches ${files}.`);
  const folder = mkdtempSync(join(tmpdir(), 'rookery-tests-'));
  const report = join(folder, 'report.json');
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  const command = ['vitest', 'run', '--project', project, ...reporters];
  try {
    let done = await run.start(command);
    if (!done.isOk && engineFault.test(`${done.output}${done.errors}`)) {
      run.say(`== ${project}: a process aborted, as V8 makes it by chance (nodejs/node#64500): once more\n`);
      rmSync(report, { force: true });
      done = await run.start(command);
    }
    if (!existsSync(report)) return { passed: 0, failed: 1 };
    const counts = JSON.parse(readFileSync(report, 'utf8')) as Report;
    const failed = counts.numTotalTests - counts.numPassedTests;
    run.say(`Slowest: ${slowest(counts).join(', ')}\n`);
    return {
      passed: counts.numPassedTests,
      failed: failed > 0 ? failed : done.isOk ? 0 : 1,
      failures: counts.testResults.flatMap(failuresOf),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
