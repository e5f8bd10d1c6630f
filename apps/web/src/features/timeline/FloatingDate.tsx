import { useObservable } from '../../lib/use-observable.ts';
import { useEffect, useState } from 'react';
import { classNames } from '../../design/class-names.ts';
import { dayLabel } from '../../lib/dates.ts';
import type { Cell } from '../../lib/cell.ts';
import { useToday } from '../../lib/today.ts';
import { useFormatLocale } from '../../locales/text.ts';
import styles from './Timeline.module.css';

const shownMs = 1_400;

type Props = { readonly day: Cell<number | undefined> };

/** The day of the topmost message, while the reader scrolls through history. */
export const FloatingDate = ({ day }: Props) => {
  const locale = useFormatLocale();
  const today = useToday();
  const at = useObservable(day);
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (at === undefined) {
      setShown(false);
      return;
    }
    setShown(true);
    const timer = setTimeout(() => setShown(false), shownMs);
    return () => clearTimeout(timer);
  }, [at]);
  return (
    <div className={classNames(styles.date, shown && styles.dateShown)} aria-hidden="true">
      {at !== undefined && <span>{dayLabel(at, today, locale)}</span>}
    </div>
  );
};
