import type { Point } from '../scenarios/scenario.ts';
import { escape } from './escape.ts';
import { format } from './kept.ts';
import type { Page } from './kept.ts';
import { plot } from './plot.ts';
import { caveats, limits } from './prose.ts';

const style = `
:root { color-scheme: light dark; --ink: #1c1917; --dim: #6b6560; --line: #e3ded8; --paper: #fdfcfa; --bad: #b91c1c; --good: #15803d }
@media (prefers-color-scheme: dark) { :root { --ink: #ece8e3; --dim: #a39c94; --line: #3a3632; --paper: #1a1816; --bad: #f87171; --good: #4ade80 } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 48rem; margin: 2rem auto; padding: 0 1rem }
h1, h2 { line-height: 1.2 } h2 { margin-top: 2.5rem; font-size: 1.2rem } p, li { color: var(--dim) } code { font-size: .9em }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums } td, th { border-bottom: 1px solid var(--line); padding: .3rem .5rem; text-align: left; vertical-align: top }
td:nth-child(2), th:nth-child(2) { text-align: right; white-space: nowrap } .bad { color: var(--bad) } .good { color: var(--good) }
figure { margin: 2rem 0 } figcaption { font-weight: 600 } svg { width: 100%; height: auto } svg text { font: 12px system-ui, sans-serif; fill: var(--dim) } .grid { stroke: var(--line) }
.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; margin: 0 } .legend i { display: inline-block; width: .8em; height: .8em; border-radius: 50%; margin-right: .4em }`;

const prose = (text: string): string => escape(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
const list = (lines: readonly string[]): string =>
  `<ul>${lines.map((line) => `<li>${prose(line)}</li>`).join('')}</ul>`;

function plots(points: readonly Point[]): string {
  const of = (name: Point['plot']): readonly Point[] => points.filter((point) => point.plot === name);
  return [
    plot(of('latency'), {
      title: 'Latency against rate, where nothing was lost',
      xName: 'deliveries a second',
      yName: 'p99 from sending to receipt, ms',
      scale: 'log',
      style: 'lines',
    }),
    plot(of('members'), {
      title: 'The highest rate by members of the room',
      xName: 'members',
      yName: 'deliveries a second',
      scale: 'log',
      style: 'lines',
    }),
    plot(of('memory'), {
      title: 'Memory of the server while people come in, not yet tidied up',
      xName: 'connections',
      yName: 'RSS, MiB',
      scale: 'linear',
      style: 'dots',
    }),
    plot(of('soak'), {
      title: 'Memory of the server under a long load',
      xName: 'minutes',
      yName: 'RSS, MiB',
      scale: 'linear',
      style: 'lines',
    }),
  ].join('\n');
}

/** docs/benchmarks.html: one file, nothing fetched. */
export function htmlPage({ version, machine, scenarios, kept }: Page): string {
  const measured = scenarios.flatMap(({ name, about }) => {
    const result = kept[name];
    return result ? [{ name, about, ...result }] : [];
  });
  const tables = measured.map(({ name, about, at, figures }) => {
    const rows = figures.map(({ name: figure, value, unit, bar, met }) => {
      const verdict =
        bar === undefined
          ? ''
          : `<span class="${met ? 'good' : 'bad'}">${escape(bar)}${met ? '' : ': not reached'}</span>`;
      return `<tr><td>${escape(figure)}</td><td>${format(value)} ${escape(unit)}</td><td>${verdict}</td></tr>`;
    });
    return `<h2 id="${name}">${name}</h2><p>${prose(about)} <code>npm run bench -- ${name}</code>, ${at.slice(0, 10)}.</p>
<table><thead><tr><th>figure</th><th>value</th><th>bar</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>`;
  });
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Rookery: benchmarks</title><style>${style}</style>
<h1>Benchmarks</h1>
<p>Made by <code>npm run bench</code>, Rookery ${escape(version)}. ${escape(machine)}.</p>
${list(caveats)}
${plots(measured.flatMap(({ points }) => points ?? []))}
${tables.join('\n')}
<h2>Which limit comes next, and why</h2>
${list(limits)}
</html>
`;
}
