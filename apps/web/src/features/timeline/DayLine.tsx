import { dayLabel } from '../../lib/dates.ts';
import { useToday } from '../../lib/today.ts';
import { useFormatLocale } from '../../locales/text.ts';
import styles from './MessageRow.module.css';

type Props = { readonly at: number };

export const DayLine = ({ at }: Props) => {
  const locale = useFormatLocale();
  const today = useToday();
  return (
    <div className={styles.day}>
      <time data-day={dayLabel(at, today, locale)} dateTime={new Date(at).toISOString().slice(0, 10)}>
        {dayLabel(at, today, locale)}
      </time>
    </div>
  );
};
