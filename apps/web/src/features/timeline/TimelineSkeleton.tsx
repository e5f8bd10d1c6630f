import { Skeleton } from '../../design/Skeleton.tsx';
import styles from './Timeline.module.css';

const widths = ['62%', '38%', '74%', '50%', '28%', '66%', '44%', '58%'];

/** Rows of the real rows' size, shown when loading takes longer than a blink. */
export const TimelineSkeleton = () => (
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
