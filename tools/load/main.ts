/**
 * `npm run bench [-- SCENARIO …] [--quick]`: measures, prints, and writes docs/benchmarks.md (unless --quick) and
 * bench-results/<time>.json.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { boot } from './scenarios/boot.ts';
import { cluster } from './scenarios/cluster.ts';
import { compression } from './scenarios/compression.ts';
import { connections } from './scenarios/connections.ts';
import { durableAppends } from './scenarios/durable-appends.ts';
import { firstPaint } from './scenarios/first-paint.ts';
import { fanout1000, fanout5000, fanout10000 } from './scenarios/fanout.ts';
import type { Figure, Scenario } from './scenarios/scenario.ts';
import { store } from './scenarios/store.ts';
import { web } from './scenarios/web.ts';
import { isPinned } from './measured-process.ts';

const scenarios: readonly Scenario[] = [
  boot,
  web,
  firstPaint,
  store,
  durableAppends,
  fanout1000,
  fanout5000,
  fanout10000,
  connections,
  cluster,
  compression,
];

const asked = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const quick = process.argv.includes('--quick');
const unknown = asked.filter((name) => !scenarios.some((scenario) => scenario.name === name));
if (unknown.length > 0) {
  console.error(
    `There is no scenario ${unknown.join(', ')}. The scenarios are: ${scenarios.map(({ name }) => name).join(', ')}.`,
  );
  process.exit(1);
}

const machine = `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB; Node ${process.version}; ${isPinned ? 'server pinned to one core, clients to the other' : 'nothing pinned'}`;
type Kept = Readonly<
  Record<string, { readonly at: string; readonly machine: string; readonly figures: readonly Figure[] }>
>;
const keptFile = 'docs/benchmarks.json';
const at = new Date().toISOString();
const results: { readonly scenario: Scenario; readonly figures: readonly Figure[] }[] = [];
console.log(machine);
for (const scenario of scenarios.filter(({ name }) => asked.length === 0 || asked.includes(name))) {
  console.log(`\n${scenario.name}: ${scenario.about}`);
  const figures = await scenario.run(quick);
  results.push({ scenario, figures });
  keep();
  for (const figure of figures)
    console.log(
      `  ${figure.name.padEnd(48)} ${format(figure.value).padStart(12)} ${figure.unit.padEnd(13)} ${verdict(figure)}`,
    );
}

/** After each scenario: a later one that fails costs its own figures only. One measured alone takes its place beside the others. */
function keep(): void {
  mkdirSync('bench-results', { recursive: true });
  writeFileSync(
    `bench-results/${at.replaceAll(':', '-')}.json`,
    JSON.stringify(
      { at, machine, quick, results: results.map(({ scenario, figures }) => ({ name: scenario.name, figures })) },
      null,
      2,
    ),
  );
  if (quick) return;
  const before = existsSync(keptFile) ? (JSON.parse(readFileSync(keptFile, 'utf8')) as Kept) : {};
  const kept: Kept = {
    ...before,
    ...Object.fromEntries(results.map(({ scenario, figures }) => [scenario.name, { at, machine, figures }])),
  };
  writeFileSync(keptFile, `${JSON.stringify(kept, null, 2)}\n`);
  writeFileSync('docs/benchmarks.md', page(kept));
}

function format(value: number): string {
  if (Number.isNaN(value)) return '–';
  return value >= 1_000 ? Math.round(value).toLocaleString('en') : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function verdict({ bar, met }: Figure): string {
  return bar === undefined ? '' : `bar ${bar}${met ? '' : ': NOT REACHED'}`;
}

function page(kept: Kept): string {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  const tables = scenarios.flatMap(({ name, about }) => {
    const measured = kept[name];
    if (!measured) return [];
    const rows = measured.figures.map((figure) => {
      const bar = figure.bar === undefined ? '' : `${figure.bar}${figure.met ? '' : ' (not reached)'}`;
      return `| ${figure.name} | ${format(figure.value)} ${figure.unit} | ${bar} |`;
    });
    return [
      `## ${name}\n\n${about} \`npm run bench -- ${name}\`, ${measured.at.slice(0, 10)}.\n\n| figure | value | bar |\n|---|---|---|\n${rows.join('\n')}\n`,
    ];
  });
  return `# Benchmarks

Made by \`npm run bench\`, Rookery ${version}. ${machine}.

Clients and server share one small machine: compare rows of one run, not machines. "Plain Socket.IO" is \`tools/load/peers/plain-socket-io.ts\`, which
keeps nothing and promises nothing; Rookery's figures include the durable append of every message. A light client scans each frame for its number
only, every hundredth one takes the time; a lost, doubled or reordered message fails the rate.

${tables.join('\n')}`;
}
