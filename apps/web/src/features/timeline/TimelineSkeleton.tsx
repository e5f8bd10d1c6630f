import { Button } from '../../design/Button.tsx';
import { Skeleton } from '../../design/Skeleton.tsx';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { useConnection } from '../../sdk/use-connection.ts';
import styles from './Timeline.module.css';

const widths = ['62%', '38%', '74%', '50%', '28%', '66%', '44%', '58%'];

/** Rows of the real rows' size, shown when loading takes longer than a blink. Without a connection, why there is nothing, and Retry. */
export const TimelineSkeleton = () => {
  const text = useText();
  const client = useClient();
  const connection = useConnection();
  if (connection.state === 'reconnecting')
    return (
      <div className={styles.unreachable}>
        <p>{text('timeline.unreachable')}</p>
        <Button onClick={() => client.tryNow()}>{text('connection.tryNow')}</Button>
      </div>
    );
  return (
    <div className={styles.skeleton} aria-hidden="true">
      {widths.map((width) => (
        <div key={width} className={styles.skeletonRow}>
          <Skeleton width="var(--avatar)" height={36} />
          <Skeleton width="96px" />
          <Skeleton width={width} />
        </div>
      ))}
    </div>
  );
};
