import type { Point } from '../scenarios/scenario.ts';
import { escape } from './escape.ts';

export type Axes = {
  readonly title: string;
  readonly xName: string;
  readonly yName: string;
  readonly scale: 'log' | 'linear';
  readonly style: 'lines' | 'dots';
};

const size = { width: 720, height: 380, left: 76, right: 16, top: 16, bottom: 48 };
const colours = ['#c2410c', '#2563eb', '#15803d', '#7e22ce', '#b45309', '#0e7490', '#be123c', '#4d7c0f'];

type Axis = { readonly ticks: readonly number[]; readonly at: (value: number) => number };

/** Whole decades, or round steps from zero. */
function axis(values: readonly number[], scale: Axes['scale'], from: number, to: number): Axis {
  const most = Math.max(...values);
  if (scale === 'log') {
    const low = Math.floor(Math.log10(Math.min(...values)));
    const high = Math.max(low + 1, Math.ceil(Math.log10(most)));
    return {
      ticks: Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)),
      at: (value) => from + ((Math.log10(value) - low) / (high - low)) * (to - from),
    };
  }
  const rough = most / 5;
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * decade >= rough) ?? 10) * decade;
  const count = Math.max(1, Math.ceil(most / step));
  return {
    ticks: Array.from({ length: count + 1 }, (_, index) => index * step),
    at: (value) => from + (value / (count * step)) * (to - from),
  };
}

const short = (value: number): string =>
  value >= 1e6 ? `${value / 1e6} M` : value >= 1e3 ? `${value / 1e3} k` : String(Number(value.toPrecision(3)));

/** An SVG with a legend below it; nothing where there is nothing to draw. */
export function plot(points: readonly Point[], { title, xName, yName, scale, style }: Axes): string {
  const drawn = points.filter(
    ({ x, y }) => Number.isFinite(x) && Number.isFinite(y) && (scale === 'linear' || (x > 0 && y > 0)),
  );
  if (drawn.length === 0) return '';
  const { width, height, left, right, top, bottom } = size;
  const x = axis(
    drawn.map((point) => point.x),
    scale,
    left,
    width - right,
  );
  const y = axis(
    drawn.map((point) => point.y),
    scale,
    height - bottom,
    top,
  );
  const grid = [
    ...x.ticks.map(
      (tick) =>
        `<line class="grid" x1="${x.at(tick)}" x2="${x.at(tick)}" y1="${top}" y2="${height - bottom}"/><text x="${x.at(tick)}" y="${height - bottom + 18}" text-anchor="middle">${short(tick)}</text>`,
    ),
    ...y.ticks.map(
      (tick) =>
        `<line class="grid" x1="${left}" x2="${width - right}" y1="${y.at(tick)}" y2="${y.at(tick)}"/><text x="${left - 8}" y="${y.at(tick) + 4}" text-anchor="end">${short(tick)}</text>`,
    ),
  ];
  const names = [...new Set(drawn.map(({ series }) => series))];
  const series = names.map((name, index) => {
    const colour = colours[index % colours.length];
    const own = drawn.filter((point) => point.series === name).toSorted((a, b) => a.x - b.x);
    const path = own.map((point) => `${x.at(point.x).toFixed(1)},${y.at(point.y).toFixed(1)}`).join(' ');
    const line =
      style === 'lines' ? `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>` : '';
    const dots = own.map(
      (point) =>
        `<circle cx="${x.at(point.x).toFixed(1)}" cy="${y.at(point.y).toFixed(1)}" r="3" fill="${colour}"><title>${escape(name)}: ${short(Math.round(point.x))} → ${short(Number(point.y.toPrecision(3)))}</title></circle>`,
    );
    return line + dots.join('');
  });
  const legend = names.map(
    (name, index) => `<li><i style="background:${colours[index % colours.length]}"></i>${escape(name)}</li>`,
  );
  return `<figure><figcaption>${escape(title)}</figcaption>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escape(title)}">${grid.join('')}${series.join('')}
<text x="${(left + width - right) / 2}" y="${height - 8}" text-anchor="middle">${escape(xName)}</text>
<text transform="translate(14 ${(top + height - bottom) / 2}) rotate(-90)" text-anchor="middle">${escape(yName)}</text></svg>
<ul class="legend">${legend.join('')}</ul></figure>`;
}
