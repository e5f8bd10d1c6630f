import { useMemo, useState } from 'react';
import { Button } from '../../../design/Button.tsx';
import { Icon } from '../../../design/Icon.tsx';
import { Skeleton } from '../../../design/Skeleton.tsx';
import { serverRank } from '../../../lib/server-level.ts';
import { useFormatLocale, useText } from '../../../locales/text.ts';
import { thrownText } from '../../../sdk/failure-text.ts';
import { useMe } from '../../../sdk/use-session.ts';
import { BackButton } from '../../../shell/BackButton.tsx';
import { StatePane } from '../../../shell/StatePane.tsx';
import { Capacity } from './Capacity.tsx';
import { Happenings } from './Happenings.tsx';
import { Needs } from './Needs.tsx';
import { Nodes } from './Nodes.tsx';
import { Plots } from './Plots.tsx';
import { Queues } from './Queues.tsx';
import { Shards } from './Shards.tsx';
import { useOps, type OpsSpan } from './use-ops.ts';
import styles from './Ops.module.css';

const spans = [
  ['hour', 'ops.hour'],
  ['day', 'ops.day'],
] as const;
const adminRank = 2;

/** How the server is, how it was, and how much is left. For its admins. */
export const OpsPage = () => {
  const text = useText();
  if (serverRank(useMe()) < adminRank)
    return <StatePane head={<BackButton />} title={text('ops.notYours')} words={text('ops.notYoursWords')} />;
  return <Watching />;
};

const Watching = () => {
  const text = useText();
  const locale = useFormatLocale();
  const [span, setSpan] = useState<OpsSpan>('hour');
  const { ops, failure, again } = useOps(span);
  const events = ops?.events;
  const key = JSON.stringify(events);
  // The same marks until something happens: plots are drawn anew for others.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const shownEvents = useMemo(() => events ?? [], [key]);
  const asOf = (at: number): string =>
    new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(at);
  return (
    <main id="main" tabIndex={-1} className={styles.pane}>
      <div className={styles.head}>
        <BackButton />
        <h1>{text('ops.title')}</h1>
        {ops && failure === undefined && (
          <small className={styles.asOf}>{text('ops.asOf', { time: asOf(ops.at) })}</small>
        )}
        <div role="group" aria-label={text('ops.span')} className={styles.spans}>
          {spans.map(([one, label]) => (
            <button key={one} type="button" aria-pressed={span === one} onClick={() => setSpan(one)}>
              {text(label)}
            </button>
          ))}
        </div>
      </div>
      <div className={styles.scroll}>
        {failure !== undefined && (
          <div role="alert" className={styles.stale}>
            <Icon name="alert" />
            <p>
              {thrownText(text, failure)}
              {ops && <> {text('ops.stale', { time: asOf(ops.at) })}</>}
            </p>
            <Button onClick={again}>{text('account.again')}</Button>
          </div>
        )}
        {ops ? (
          <div className={styles.parts}>
            <Needs ops={ops} />
            <Plots ops={ops} span={span} events={shownEvents} />
            <Capacity ops={ops} />
            <Nodes ops={ops} />
            <Shards ops={ops} />
            <div className={styles.pair}>
              <Queues ops={ops} />
              <Happenings events={shownEvents} now={ops.at} />
            </div>
          </div>
        ) : (
          failure === undefined && (
            <div aria-busy="true" className={styles.parts}>
              <Skeleton width="100%" height={56} />
              <Skeleton width="100%" height={180} />
              <Skeleton width="100%" height={180} />
            </div>
          )
        )}
      </div>
    </main>
  );
};
