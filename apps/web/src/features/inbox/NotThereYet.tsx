import { Button } from '../../design/Button.tsx';
import { Skeleton } from '../../design/Skeleton.tsx';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { useConnection } from '../../sdk/use-connection.ts';
import styles from './InboxPane.module.css';

const widths = ['58%', '72%', '44%', '66%', '50%'];

/** In place of the rows until they are there: their shapes, or, without a connection, what is missing, and Retry. */
export const NotThereYet = () => {
  const text = useText();
  const client = useClient();
  const connection = useConnection();
  if (connection.state === 'reconnecting')
    return (
      <div className={styles.unreachable}>
        <p>{text('inbox.unreachable')}</p>
        <Button onClick={() => client.tryNow()}>{text('connection.tryNow')}</Button>
      </div>
    );
  return (
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
  );
};
