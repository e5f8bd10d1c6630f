import type { OpsEvent } from '@rookery/protocol';
import { listTime, absoluteTime, timeOfDay } from '../../../lib/dates.ts';
import { useFormatLocale, useText } from '../../../locales/text.ts';
import { happenedWords, isGrave } from './happened.ts';
import styles from './Ops.module.css';

type Props = { readonly events: readonly OpsEvent[]; readonly now: number };
const mostShown = 50;

/** What has happened in the last day, the latest first: the marks of the plots, in words. */
export const Happenings = ({ events, now }: Props) => {
  const text = useText();
  const locale = useFormatLocale();
  return (
    <section className={styles.part} aria-labelledby="ops-happened">
      <h2 id="ops-happened">{text('ops.happened')}</h2>
      {events.length === 0 ? (
        <p className={styles.note}>{text('ops.nothingHappened')}</p>
      ) : (
        <ol className={styles.events}>
          {events
            .toReversed()
            .slice(0, mostShown)
            .map(({ at, what, name }) => (
              <li key={`${at} ${what} ${name}`} data-is-grave={isGrave(what) || undefined}>
                <time dateTime={new Date(at).toISOString()} title={absoluteTime(at, locale)}>
                  {new Date(at).toDateString() === new Date(now).toDateString()
                    ? timeOfDay(at, locale)
                    : `${listTime(at, now, locale)} ${timeOfDay(at, locale)}`}
                </time>
                <span>{text(happenedWords[what], { name })}</span>
              </li>
            ))}
        </ol>
      )}
    </section>
  );
};
