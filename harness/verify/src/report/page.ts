import type { Spread } from '../measures.ts';
import { escaped } from './escaped.ts';
import { summariseFaults, totalsOf } from './summary.ts';
import type { KeptRun, Report } from './summary.ts';
import { drawTimeline } from './timeline.ts';

const ms = (spread: Spread | null): string =>
  spread === null ? '<td>–</td><td>–</td>' : `<td>${spread.p50}</td><td>${spread.max}</td>`;

/** A report as one page without a script. */
export function asPage({ machine, runs }: Report): string {
  const totals = totalsOf(runs);
  const faults = Object.entries(totals.faults)
    .map(([mode, count]) => `${count} over ${mode}`)
    .join(', ');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Rookery: verification</title>
<style>
:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:1100px;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}td,th{padding:.2rem .6rem;border-bottom:1px solid #8884;text-align:right}
td:nth-child(-n+3),th:nth-child(-n+3){text-align:left}td:nth-child(3){white-space:nowrap}svg{width:100%;height:auto}.bad{border-left:4px solid #c33;padding-left:1rem;white-space:pre-wrap}
</style></head><body>
<h1>${totals.violations === 0 ? 'No promise was broken' : `${totals.violations} violations`}</h1>
<p>Version ${escaped(totals.versions.join(', '))} on ${escaped(machine)}: ${totals.runs} runs in ${totals.minutes} minutes; faults: ${escaped(faults || 'none')};
${totals.acked} messages acknowledged (${totals.degraded} of them degraded), ${totals.told} deliveries checked.</p>
<h2>Faults</h2>
<p>ms from the moment when the system has all it needs to be whole again, to the first accepted send and until 99 % and all of the clients are whole. The next fault follows within seconds: what it adds is counted in.</p>
<table><tr><th>fault</th><th>mode</th><th>rule</th><th>times</th><th>skipped</th><th colspan="2">first send: median, worst</th><th colspan="2">99 % whole: median, worst</th><th colspan="2">all whole: median, worst</th></tr>
${summariseFaults(runs)
  .toSorted((one, other) => one.mode.localeCompare(other.mode) || one.name.localeCompare(other.name))
  .map(
    (each) =>
      `<tr><td>${escaped(each.name)}</td><td>${each.mode}</td><td>${each.rule}</td><td>${each.count}</td><td>${each.skipped}</td>${ms(each.firstSend)}${ms(each.whole99)}${ms(each.whole100)}</tr>`,
  )
  .join('\n')}
</table>
<h2>Runs</h2>
${runs.map(asSection).join('\n')}
</body></html>
`;
}

function asSection(run: KeptRun): string {
  const { seed, mode, startedAt, tookMs, acked, devices, sends, deliveries, violations, again } = run;
  const spread = (name: string, of: Spread | null): string =>
    of ? `${name}: median ${of.p50} ms, 99 % ${of.p99} ms, worst ${of.max} ms` : `${name}: none`;
  return `<section><h3>Seed ${seed}, ${mode}</h3>
<p>${escaped(startedAt)}, ${Math.round(tookMs / 1_000)} s, ${devices} devices, ${acked} messages. ${spread('Sends', sends)}. ${spread('Deliveries', deliveries)}.
${again === null ? '' : `Again: <code>npm run verify -- ${escaped(again)}</code>`}</p>
${drawTimeline(run)}
${violations.map(({ check, rule, story }) => `<p class="bad"><b>${check}</b> (${rule})\n${escaped(story)}</p>`).join('\n')}</section>`;
}
