import type { OpsEvent, OpsHistory } from '@rookery/protocol';
import { useMemo } from 'react';
import { useFormatLocale, useText } from '../../../locales/text.ts';
import { bytes, figure, millis } from './figures.ts';
import { isGrave } from './happened.ts';
import { Plot } from './Plot.tsx';
import type { Ops, OpsSpan } from './use-ops.ts';
import styles from './Ops.module.css';

type Column = Exclude<keyof OpsHistory, 'stepMs' | 'at'>;
type Say = (value: number, locale: string) => string;

const plots: readonly {
  readonly title: string;
  readonly say: Say;
  readonly lines: readonly { readonly label: string; readonly column: Column }[];
}[] = [
  { title: 'ops.online', say: figure, lines: [{ label: 'ops.online', column: 'connections' }] },
  { title: 'ops.messages', say: figure, lines: [{ label: 'ops.messages', column: 'messages' }] },
  { title: 'ops.deliveries', say: figure, lines: [{ label: 'ops.deliveries', column: 'deliveries' }] },
  { title: 'ops.cpu', say: figure, lines: [{ label: 'ops.cpu', column: 'cpu' }] },
  {
    title: 'ops.ack',
    say: millis,
    lines: [
      { label: 'ops.p50', column: 'ackP50' },
      { label: 'ops.p99', column: 'ackP99' },
    ],
  },
  {
    title: 'ops.delivery',
    say: millis,
    lines: [
      { label: 'ops.p50', column: 'deliveryP50' },
      { label: 'ops.p99', column: 'deliveryP99' },
    ],
  },
  { title: 'ops.loopLag', say: millis, lines: [{ label: 'ops.loopLag', column: 'loopLag' }] },
  { title: 'ops.store', say: bytes, lines: [{ label: 'ops.store', column: 'store' }] },
];

type Props = { readonly ops: Ops; readonly span: OpsSpan; readonly events: readonly OpsEvent[] };

/** How the server was, in eight measures. */
export const Plots = ({ ops: { history, at }, span, events }: Props) => {
  const text = useText();
  const locale = useFormatLocale();
  const marks = useMemo(() => events.map((event) => ({ at: event.at, isGrave: isGrave(event.what) })), [events]);
  const spanMs = span === 'hour' ? 3_600_000 : 86_400_000;
  return (
    <section aria-label={text('ops.measures')} className={styles.plots}>
      {plots.map(({ title, say, lines }) => (
        <Plot
          key={title}
          title={text(title)}
          say={(value) => say(value, locale)}
          at={history.at}
          lines={lines.map(({ label, column }) => ({ label: text(label), values: history[column] }))}
          marks={marks}
          stepMs={history.stepMs}
          from={at - spanMs}
          to={at}
        />
      ))}
    </section>
  );
};
