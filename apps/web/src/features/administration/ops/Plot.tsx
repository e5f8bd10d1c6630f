import { useEffect, useId, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { timeOfDay } from '../../../lib/dates.ts';
import { useFormatLocale, useText } from '../../../locales/text.ts';
import { useInks, type Inks } from './use-inks.ts';
import styles from './Plot.module.css';

export type Line = { readonly label: string; readonly values: readonly (number | null)[] };
/** A moment that is marked in all plots. */
export type Mark = { readonly at: number; readonly isGrave: boolean };

type Props = {
  readonly title: string;
  readonly say: (value: number) => string;
  readonly at: readonly number[];
  readonly lines: readonly Line[];
  readonly marks: readonly Mark[];
  readonly stepMs: number;
  readonly from: number;
  readonly to: number;
};

const height = 120;
/** Longer than so many steps without a figure is a gap, not a line. */
const gapSteps = 2.5;

/** uPlot's columns, in seconds, with a hole where nothing was measured. */
function columnsOf(at: readonly number[], lines: readonly Line[], stepMs: number): uPlot.AlignedData {
  const times: number[] = [];
  const values: (number | null)[][] = lines.map(() => []);
  for (const [index, time] of at.entries()) {
    const before = at[index - 1];
    if (before !== undefined && time - before > gapSteps * stepMs) {
      times.push((before + stepMs) / 1_000);
      for (const column of values) column.push(null);
    }
    times.push(time / 1_000);
    for (const [line, column] of values.entries()) column.push(lines[line]?.values[index] ?? null);
  }
  return [times, ...values];
}

function optionsOf(
  { lines, say, marks }: Props,
  inks: Inks,
  width: number,
  locale: string,
  hover: (index: number | null) => void,
): uPlot.Options {
  const grid = { stroke: inks.line, width: 1 };
  const axis = { stroke: inks.faint, font: '12px system-ui, sans-serif', ticks: { show: false } };
  return {
    width,
    height,
    legend: { show: false },
    cursor: { sync: { key: 'ops' }, y: false, drag: { x: false, y: false }, points: { size: 6 } },
    scales: { x: { time: true }, y: { range: (_plot, _low, high) => [0, high > 0 ? high * 1.15 : 1] } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 24,
        space: 72,
        values: (_plot, all) => all.map((one) => timeOfDay(one * 1_000, locale)),
      },
      { ...axis, grid, size: 56, space: 36, values: (_plot, all) => all.map((one) => (one === 0 ? '0' : say(one))) },
    ],
    series: [
      {},
      ...lines.map((_line, index): uPlot.Series => ({
        stroke: index === 0 ? inks.accent : inks.info,
        width: 1.5,
        ...(index === 0 ? { fill: inks.soft } : { dash: [4, 3] }),
        points: { show: false },
      })),
    ],
    hooks: {
      setCursor: [(plot) => hover(plot.cursor.idx ?? null)],
      draw: [
        ({ ctx, bbox, valToPos }) => {
          ctx.save();
          for (const { at, isGrave } of marks) {
            const x = Math.round(valToPos(at / 1_000, 'x', true)) + 0.5;
            if (x < bbox.left || x > bbox.left + bbox.width) continue;
            ctx.strokeStyle = ctx.fillStyle = isGrave ? inks.warn : inks.faint;
            ctx.setLineDash([3, 3]);
            ctx.beginPath();
            ctx.moveTo(x, bbox.top);
            ctx.lineTo(x, bbox.top + bbox.height);
            ctx.stroke();
            ctx.setLineDash([]);
            ctx.beginPath();
            // A grave one by its shape too.
            if (isGrave) {
              ctx.moveTo(x - 5, bbox.top);
              ctx.lineTo(x + 5, bbox.top);
              ctx.lineTo(x, bbox.top + 8);
            } else ctx.arc(x, bbox.top + 3, 3, 0, 2 * Math.PI);
            ctx.fill();
          }
          ctx.restore();
        },
      ],
    },
  };
}

/** One measure over time. What it shows is said in words beside it: now, or where the pointer is, and between what it lay. */
export const Plot = (props: Props) => {
  const { title, say, at, lines, stepMs, from, to } = props;
  const text = useText();
  const locale = useFormatLocale();
  const inks = useInks();
  const id = useId();
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props);
  const [hovered, setHovered] = useState<number | null>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    latest.current = props;
  });
  useEffect(() => {
    const { current } = place;
    if (!current) return undefined;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  const columns = columnsOf(at, lines, stepMs);
  const isReady = width > 0 && inks !== null;
  useEffect(() => {
    if (!isReady || !inks || !place.current) return undefined;
    const made = new uPlot(
      optionsOf({ ...latest.current, marks: latest.current.marks }, inks, width, locale, setHovered),
      columnsOf(latest.current.at, latest.current.lines, latest.current.stepMs),
      place.current,
    );
    plot.current = made;
    return () => {
      made.destroy();
      plot.current = null;
    };
  }, [isReady, inks, width, locale, props.marks]);
  useEffect(() => {
    const { current } = plot;
    if (!current) return;
    current.batch(() => {
      current.setData(columns, false);
      current.setScale('x', { min: from / 1_000, max: to / 1_000 });
    });
  });
  const hoveredAt = hovered === null ? undefined : columns[0][hovered];
  const shown = (line: number): number | null => {
    const column: readonly (number | null | undefined)[] = [...(columns[line + 1] ?? [])];
    return (
      (hoveredAt === undefined
        ? column.findLast((value) => value !== null && value !== undefined)
        : column[hovered ?? 0]) ?? null
    );
  };
  const known = lines.flatMap(({ values }) => values.flatMap((value) => value ?? []));
  return (
    <figure className={styles.figure} aria-labelledby={id}>
      <figcaption id={id} className={styles.head}>
        <span className={styles.title}>{title}</span>
        <span className={styles.now}>
          {lines.map(({ label }, line) => (
            <span key={label} data-line={line}>
              {lines.length > 1 && <small>{label}</small>}
              <b>{shown(line) === null ? '–' : say(shown(line) ?? 0)}</b>
            </span>
          ))}
        </span>
        <span className={styles.range}>
          {hoveredAt !== undefined
            ? timeOfDay(hoveredAt * 1_000, locale)
            : known.length > 1
              ? text('ops.between', { low: say(Math.min(...known)), high: say(Math.max(...known)) })
              : text('ops.young')}
        </span>
      </figcaption>
      <div ref={place} className={styles.place} aria-hidden="true" />
    </figure>
  );
};
