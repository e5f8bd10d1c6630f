import { useObservable } from '../../lib/use-observable.ts';
import { useEffect, useRef, useState } from 'react';
import { classNames } from '../../design/class-names.ts';
import { dayLabel } from '../../lib/dates.ts';
import type { Cell } from '../../lib/cell.ts';
import { useToday } from '../../lib/today.ts';
import { useFormatLocale } from '../../locales/text.ts';
import styles from './Timeline.module.css';

const shownMs = 1_400;

type Props = { readonly day: Cell<number | undefined> };

/** Whether the day's own line is in view. */
const isSaid = (log: Element | null | undefined, label: string): boolean => {
  const view = log?.getBoundingClientRect();
  return [...(log?.querySelectorAll<HTMLElement>('[data-day]') ?? [])].some((line) => {
    const { top, bottom } = line.getBoundingClientRect();
    return line.dataset['day'] === label && view !== undefined && bottom > view.top && top < view.bottom;
  });
};

/** The day of the topmost message, while the reader scrolls through history and the day's own line is out of view. */
export const FloatingDate = ({ day }: Props) => {
  const locale = useFormatLocale();
  const today = useToday();
  const at = useObservable(day);
  const box = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState(false);
  const label = at === undefined ? '' : dayLabel(at, today, locale);
  useEffect(() => {
    if (label === '') {
      setShown(false);
      return;
    }
    const log = box.current?.parentElement?.querySelector('[role="log"]');
    const look = (): void => setShown(!isSaid(log, label));
    look();
    log?.addEventListener('scroll', look, { passive: true });
    const end = (): void => {
      log?.removeEventListener('scroll', look);
      setShown(false);
    };
    const timer = setTimeout(end, shownMs);
    return () => {
      clearTimeout(timer);
      end();
    };
  }, [label]);
  return (
    <div ref={box} className={classNames(styles.date, shown && styles.dateShown)} aria-hidden="true">
      {label !== '' && <span>{label}</span>}
    </div>
  );
};
