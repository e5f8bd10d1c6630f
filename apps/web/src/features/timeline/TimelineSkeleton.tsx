import { Skeleton } from '../../design/Skeleton.tsx';
import { useText } from '../../locales/text.ts';
import { UntilConnected } from '../../shell/UntilConnected.tsx';
import styles from './Timeline.module.css';

const widths = ['62%', '38%', '74%', '50%', '28%', '66%', '44%', '58%'];

/** Rows of the real rows' size, shown when loading takes longer than a blink. Without a connection, why there is nothing, and Retry. */
export const TimelineSkeleton = () => {
  const text = useText();
  return (
    <UntilConnected words={text('timeline.unreachable')} className={styles.unreachable}>
      <div className={styles.skeleton} aria-hidden="true">
        {widths.map((width) => (
          <div key={width} className={styles.skeletonRow}>
            <Skeleton width="var(--avatar)" height={36} />
            <Skeleton width="96px" />
            <Skeleton width={width} />
          </div>
        ))}
      </div>
    </UntilConnected>
  );
};
