import { useEffect, useId } from 'react';
import { useObservable } from '../../lib/use-observable.ts';
import { barPlaces } from './bar-places.ts';
import styles from './ConnectionBar.module.css';
import { LostConnection } from './LostConnection.tsx';

type Props = {
  /** It is in a panel, which on a phone covers all others. */
  readonly isInFront?: boolean;
};

/** In the line of those who type, which says nothing without a connection: the bar of a lost one covers no message there. */
export const BarPlace = ({ isInFront = false }: Props) => {
  const id = useId();
  useEffect(() => {
    const others = barPlaces.get();
    barPlaces.set(isInFront ? [...others, id] : [id, ...others]);
    return () => barPlaces.set(barPlaces.get().filter((one) => one !== id));
  }, [id, isInFront]);
  const isHere = useObservable(barPlaces).at(-1) === id;
  return isHere && <LostConnection className={styles.inLine} />;
};
