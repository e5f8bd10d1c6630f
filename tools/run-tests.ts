/**
 * Runs the stages of `npm test` (all) or `npm run check` (those that need no services), one after the other.
 *   node tools/run-tests.ts [check | STAGE ...]
 * Its last line is `N passed, N failed`; it exits 1 if anything failed, was skipped, or could not run.
 */
import { spawnSync } from 'node:child_process';
import type { SpawnSyncReturns } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installSystemPackages } from '@rookery/testkit/system-packages';

type Stage = {
  readonly name: string;
  /** Runs without services, within a minute with the others that do. */
  readonly quick: boolean;
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
  { name: 'dependencies', quick: true, command: ['node', 'tools/dependencies.ts', '--check'] },
  {
    name: 'unit and embedded contracts',
    quick: true,
    project: 'unit',
    files: '{packages,apps,harness,tools}/**/*.test.ts',
  },
  { name: 'simulation', quick: false, project: 'simulation', files: 'tests/simulation/**/*.test.ts' },
  { name: 'contracts on Redis', quick: false, project: 'redis', files: 'apps/server/src/**/*.redis.test.ts' },
  { name: 'behaviour', quick: false, project: 'behaviour', files: 'tests/behaviour/**/*.behaviour.test.ts' },
  { name: 'cluster', quick: false, project: 'cluster', files: 'tests/cluster/**/*.cluster.test.ts' },
  { name: 'verify', quick: false, command: ['node', 'harness/verify/src/main.ts', '--quick'] },
  { name: 'browser', quick: false, project: 'browser', files: 'tests/end-to-end/**/*.e2e.test.ts' },
];

/** A check of V8's on its own pages of machine code, which fails by chance under load, in whatever program: seen once in some hundred runs. */
const engineFault = /Fatal error in [^\n]*\n#\s*Check failed: jit_page/;

type Counts = { passed: number; failed: number };

const asked = process.argv.slice(2);
const chosen = stages.filter(({ name, quick }) =>
  asked.length === 0 ? true : asked.includes('check') ? quick : asked.includes(name),
);
const total: Counts = { passed: 0, failed: 0 };
try {
  if (chosen.length === 0)
    throw new Error(`There is no such stage. The stages are: ${stages.map(({ name }) => name).join(', ')}.`);
  if (chosen.some(({ quick }) => !quick)) installSystemPackages();
  for (const stage of chosen) {
    const startedAt = Date.now();
    console.log(`\n== ${stage.name}`);
    const counts = 'command' in stage ? runCommand(stage.command) : runProject(stage.project, stage.files);
    total.passed += counts.passed;
    total.failed += counts.failed;
    console.log(
      `== ${stage.name}: ${counts.failed === 0 ? 'passed' : 'FAILED'} in ${((Date.now() - startedAt) / 1_000).toFixed(1)} s`,
    );
  }
} catch (error) {
  total.failed += 1;
  console.error(error instanceof Error ? error.message : error);
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);

function runCommand([command = '', ...args]: readonly string[]): Counts {
  const done = spawnSync(command, args, { stdio: 'inherit' });
  return done.status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** A vitest project, counted from its JSON report: what was skipped counts as failed, and so does a run without a report. */
function runProject(project: string, files: string): Counts {
  if (globSync(files, { exclude: (path) => path.includes('node_modules') }).length === 0)
    throw new Error(`No test file matches ${files}.`);
  const folder = mkdtempSync(join(tmpdir(), 'rookery-tests-'));
  const report = join(folder, 'report.json');
  try {
    const run = (): SpawnSyncReturns<Buffer> => {
      const done = spawnSync(
        'vitest',
        ['run', '--project', project, '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`],
        { stdio: ['inherit', 'inherit', 'pipe'], maxBuffer: 268_435_456 },
      );
      process.stderr.write(done.stderr);
      return done;
    };
    let done = run();
    if (done.status !== 0 && engineFault.test(done.stderr.toString())) {
      console.log(`== ${project}: V8 itself failed (nodejs/node#64500), which says nothing of the tests: once more`);
      rmSync(report, { force: true });
      done = run();
    }
    if (!existsSync(report)) return { passed: 0, failed: 1 };
    const counts = JSON.parse(readFileSync(report, 'utf8')) as { numPassedTests: number; numTotalTests: number };
    const failed = counts.numTotalTests - counts.numPassedTests;
    return { passed: counts.numPassedTests, failed: failed > 0 ? failed : done.status === 0 ? 0 : 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
