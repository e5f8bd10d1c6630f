import type { RunResult } from '../run.ts';
import { escaped } from './escaped.ts';

const width = 1_000;
const rowHeight = 14;
const plotHeight = 110;

/** Acknowledged sends and the slowest of each second, the share of whole clients, and the faults beneath. */
export function drawTimeline({ timeline, faults }: RunResult): string {
  const last = timeline.at(-1)?.at ?? 0;
  const endMs = Math.max(1_000, last + 1_000);
  const x = (at: number): number => Math.round((Math.min(at, endMs) / endMs) * width * 10) / 10;
  const most = Math.max(1, ...timeline.map(({ acked }) => acked));
  const slowest = Math.max(100, ...timeline.map(({ slowestMs }) => slowestMs));
  const line = (of: (slot: RunResult['timeline'][number]) => number): string =>
    timeline
      .map((slot) => `${x(slot.at + 500)},${Math.round((plotHeight - of(slot) * (plotHeight - 10)) * 10) / 10}`)
      .join(' ');
  const rows = faults.filter(({ skipped }) => skipped === null);
  const height = plotHeight + 18 + rows.length * rowHeight;
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="What happened when">
${rows
  .map(({ begunAt, endedAt, name, target }, index) => {
    const y = plotHeight + 14 + index * rowHeight;
    const [from, to] = [x(begunAt), x(endedAt)];
    const isRight = from > width * 0.7;
    return `<rect x="${from}" y="0" width="${Math.max(1.5, to - from)}" height="${plotHeight}" fill="#c33" opacity=".12"/><rect x="${from}" y="${y}" width="${Math.max(1.5, to - from)}" height="${rowHeight - 4}" fill="#c33" opacity=".7"/><text x="${isRight ? from - 4 : to + 4}" y="${y + 9}" font-size="10" fill="currentColor" text-anchor="${isRight ? 'end' : 'start'}">${escaped(`${name}: ${target}`)}</text>`;
  })
  .join('\n')}
<polyline points="${line(({ acked }) => acked / most)}" fill="none" stroke="#2a6" stroke-width="1.5"/>
<polyline points="${line(({ slowestMs }) => slowestMs / slowest)}" fill="none" stroke="#c80" stroke-width="1.2"/>
<polyline points="${line(({ whole }) => whole)}" fill="none" stroke="#36c" stroke-width="1.2" stroke-dasharray="4 2"/>
<text x="2" y="10" font-size="10" fill="#2a6">acknowledged a second (top: ${most})</text>
<text x="202" y="10" font-size="10" fill="#c80">slowest send (top: ${slowest} ms)</text>
<text x="402" y="10" font-size="10" fill="#36c">clients whole (top: all)</text>
</svg>`;
}
