import { useObservable } from '../../lib/use-observable.ts';
import { useLayoutEffect, useRef } from 'react';
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

/**
 * The day of the topmost message, while the reader scrolls through history and the day's own line is out of view. Shown and hidden within the scroll itself:
 * React would come a frame later, in which the day is said twice.
 */
export const FloatingDate = ({ day }: Props) => {
  const locale = useFormatLocale();
  const today = useToday();
  const at = useObservable(day);
  const box = useRef<HTMLDivElement>(null);
  const label = at === undefined ? '' : dayLabel(at, today, locale);
  useLayoutEffect(() => {
    const log = box.current?.parentElement?.querySelector('[role="log"]');
    const show = (isShown: boolean): void => void box.current?.classList.toggle(styles.dateShown ?? '', isShown);
    if (label === '') return;
    const look = (): void => show(!isSaid(log, label));
    look();
    log?.addEventListener('scroll', look, { passive: true });
    const end = (): void => {
      log?.removeEventListener('scroll', look);
      show(false);
    };
    const timer = setTimeout(end, shownMs);
    return () => {
      clearTimeout(timer);
      end();
    };
  }, [label]);
  return (
    <div ref={box} className={styles.date} aria-hidden="true">
      {label !== '' && <span>{label}</span>}
    </div>
  );
};
