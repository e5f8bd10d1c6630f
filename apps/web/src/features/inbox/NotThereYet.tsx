import { Skeleton } from '../../design/Skeleton.tsx';
import { useText } from '../../locales/text.ts';
import { UntilConnected } from '../../shell/UntilConnected.tsx';
import styles from './InboxPane.module.css';

const widths = ['58%', '72%', '44%', '66%', '50%'];

/** In place of the rows until they are there: their shapes, or, without a connection, what is missing, and Retry. */
export const NotThereYet = () => {
  const text = useText();
  return (
    <UntilConnected words={text('inbox.unreachable')} className={styles.unreachable}>
      <div className={styles.awaited} aria-hidden="true">
        {widths.map((width) => (
          <div key={width} className={styles.line}>
            <Skeleton width="36px" height={36} />
            <div>
              <Skeleton width="120px" />
              <Skeleton width={width} />
            </div>
            <Skeleton width="32px" />
          </div>
        ))}
      </div>
    </UntilConnected>
  );
};
