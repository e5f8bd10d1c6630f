import { useObservable } from '../../lib/use-observable.ts';
import { useText } from '../../locales/text.ts';
import { barPlaces } from './bar-places.ts';
import styles from './ConnectionBar.module.css';
import { LostConnection } from './LostConnection.tsx';
import { useLostConnection } from './use-lost-connection.ts';

/** Says in words that the connection is gone. Where there is a composer the bar stands above it (BarPlace), elsewhere at the foot of the window. */
export const ConnectionBar = () => {
  const text = useText();
  const lost = useLostConnection();
  const isHere = useObservable(barPlaces).length === 0;
  return (
    <>
      <div role="status" className="visually-hidden">
        {lost ? text(lost.isRefused ? 'connection.refused' : 'connection.lost') : ''}
      </div>
      {isHere && <LostConnection className={styles.atFoot} />}
    </>
  );
};
