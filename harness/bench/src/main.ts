/**
 * `npm run bench [-- SCENARIO …] [--quick] [--minutes N] [--only PART,…]`: measures, prints, and writes docs/benchmarks.{md,html,json} (unless --quick
 * or --only) and bench-results/<time>.{json,html}.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { countMs, speedFigures } from './machine-speed.ts';
import { isPinned } from './measured-process.ts';
import { htmlPage } from './report/html.ts';
import { format, readKept, verdict } from './report/kept.ts';
import type { Kept, Page } from './report/kept.ts';
import { markdownPage } from './report/markdown.ts';
import { archive } from './scenarios/archive.ts';
import { attack } from './scenarios/attack.ts';
import { badNeighbours } from './scenarios/bad-neighbours.ts';
import { boot } from './scenarios/boot.ts';
import { cluster } from './scenarios/cluster.ts';
import { compression } from './scenarios/compression.ts';
import { connections } from './scenarios/connections.ts';
import { fanout10000At5, rooms1000x20 } from './scenarios/cost-of-a-delivery.ts';
import { durableAppends } from './scenarios/durable-appends.ts';
import { fanout1000, fanout5000, fanout10000 } from './scenarios/fanout.ts';
import { files } from './scenarios/files.ts';
import { firstPaint } from './scenarios/first-paint.ts';
import { generatorCeiling } from './scenarios/generator-ceiling.ts';
import { history } from './scenarios/history.ts';
import { operate } from './scenarios/operate.ts';
import { people } from './scenarios/people.ts';
import { quiet100 } from './scenarios/quiet.ts';
import { readers } from './scenarios/readers.ts';
import { identity } from './scenarios/identity.ts';
import type { Figure, Point, Scenario } from './scenarios/scenario.ts';
import { ops } from './scenarios/ops.ts';
import { search } from './scenarios/search.ts';
import { searchCluster } from './scenarios/search-cluster.ts';
import { soak } from './scenarios/soak.ts';
import { store } from './scenarios/store.ts';
import { storm } from './scenarios/storm.ts';
import { tasks } from './scenarios/tasks.ts';
import { push } from './scenarios/push.ts';
import { threads } from './scenarios/threads.ts';
import { web } from './scenarios/web.ts';

const scenarios: readonly Scenario[] = [
  boot,
  web,
  firstPaint,
  store,
  readers,
  tasks,
  durableAppends,
  generatorCeiling,
  fanout1000,
  fanout5000,
  fanout10000,
  fanout10000At5,
  rooms1000x20,
  quiet100,
  connections,
  storm,
  badNeighbours,
  attack,
  identity,
  files,
  search,
  searchCluster,
  people,
  threads,
  history,
  archive,
  push,
  ops,
  cluster,
  compression,
  operate,
  soak,
];

const words = process.argv.slice(2);
/** What follows an option, which is taken out of the words. */
function option(name: string): string | undefined {
  const at = words.indexOf(name);
  return at < 0 ? undefined : words.splice(at, 2)[1];
}
const minutes = Number(option('--minutes') ?? '60');
const only = option('--only')?.split(',') ?? [];
const asked = words.filter((word) => !word.startsWith('--'));
const quick = words.includes('--quick');
const unknown = asked.filter((name) => !scenarios.some((scenario) => scenario.name === name));
const parts = scenarios.flatMap(({ name, only: own = [] }) => (asked.includes(name) ? own : []));
const unknownParts = only.filter((part) => !parts.includes(part));
if (unknownParts.length > 0) {
  console.error(
    `--only ${unknownParts.join(', ')}: what is measured has the parts ${parts.join(', ') || 'of no name'}.`,
  );
  process.exit(1);
}
if (unknown.length > 0 || !(minutes > 0)) {
  const named = scenarios.map(({ name, isLong }) => (isLong ? `${name} (only when named)` : name)).join(', ');
  console.error(
    unknown.length > 0
      ? `There is no scenario ${unknown.join(', ')}. The scenarios are: ${named}.`
      : '--minutes takes a number above 0.',
  );
  process.exit(1);
}

function versionOf(command: string, args: readonly string[]): string {
  const { stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  return /\d+\.\d+\.\d+/.exec(`${stdout}${stderr}`)?.[0] ?? 'none';
}

const { version: socketIo } = JSON.parse(readFileSync('node_modules/socket.io/package.json', 'utf8')) as {
  version: string;
};
const machine = [
  `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`,
  `Node ${process.version}, Socket.IO ${socketIo}, SQLite ${process.versions['sqlite'] ?? '?'}, Redis ${versionOf('redis-server', ['--version'])}, NGINX ${versionOf('nginx', ['-v'])}`,
  isPinned ? 'server pinned to one core, clients to the other' : 'nothing pinned',
].join('; ');
const keptFile = 'docs/benchmarks.json';
const at = new Date().toISOString();
const results: { readonly name: string; readonly figures: readonly Figure[]; readonly points: readonly Point[] }[] = [];
const failed: string[] = [];

/** After each scenario: a later one that fails costs its own figures only. One measured alone takes its place beside the others. */
function keep(): void {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  const measured: Kept = Object.fromEntries(
    results.map(({ name, figures, points }) => [name, { at, machine, figures, points }]),
  );
  const page: Page = { version, machine, scenarios, kept: measured };
  const base = `bench-results/${at.replaceAll(':', '-')}`;
  mkdirSync('bench-results', { recursive: true });
  writeFileSync(`${base}.json`, JSON.stringify({ at, machine, quick, results }, null, 2));
  writeFileSync(`${base}.html`, htmlPage(page));
  if (quick || only.length > 0) return;
  const kept: Kept = { ...readKept(keptFile), ...measured };
  writeFileSync(keptFile, `${JSON.stringify(kept, null, 2)}\n`);
  writeFileSync('docs/benchmarks.md', markdownPage({ ...page, kept }));
  writeFileSync('docs/benchmarks.html', htmlPage({ ...page, kept }));
}

console.log(machine);
for (const scenario of scenarios) {
  if (asked.length === 0 ? scenario.isLong : !asked.includes(scenario.name)) continue;
  const { name, about } = scenario;
  console.log(`\n${name}: ${about}`);
  const points: Point[] = [];
  const begunAt = performance.now();
  try {
    const before = countMs();
    const measured = await scenario.run(quick, { minutes, only, plot: (point) => points.push(point) });
    const figures = [...measured, ...speedFigures(before, countMs())];
    results.push({ name, figures, points });
    keep();
    for (const figure of figures)
      console.log(
        `  ${figure.name.padEnd(52)} ${format(figure.value).padStart(12)} ${figure.unit.padEnd(13)} ${verdict(figure)}`,
      );
    console.log(`  It took ${Math.ceil((performance.now() - begunAt) / 1_000)} s.`);
  } catch (error) {
    failed.push(name);
    console.error(`  ${name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}
if (failed.length > 0) {
  console.error(`\nNot measured: ${failed.join(', ')}.`);
  process.exitCode = 1;
}
