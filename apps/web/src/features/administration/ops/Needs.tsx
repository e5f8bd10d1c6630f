import { useMemo } from 'react';
import { Icon } from '../../../design/Icon.tsx';
import { fullDate } from '../../../lib/dates.ts';
import { useFormatLocale, useText } from '../../../locales/text.ts';
import { percent, untilThen } from './figures.ts';
import { needsOf } from './needs.ts';
import type { Ops } from './use-ops.ts';
import styles from './Needs.module.css';

/** What calls for a hand; where nothing does, it says so. */
export const Needs = ({ ops }: { readonly ops: Ops }) => {
  const text = useText();
  const locale = useFormatLocale();
  const needs = useMemo(() => needsOf(ops), [ops]);
  const said = (values: Readonly<Record<string, string | number>>): Record<string, unknown> => {
    const { fullAt, endsAt, share } = values as { fullAt?: number; endsAt?: number; share?: number };
    const date = fullAt ?? endsAt;
    return {
      ...values,
      ...(date ? { date: fullDate(date, locale), until: untilThen(Math.max(0, date - ops.at), locale) } : {}),
      ...(share === undefined ? {} : { share: percent(share, locale) }),
    };
  };
  return (
    <section aria-label={text('ops.needs')} className={styles.needs} data-is-well={needs.length === 0 || undefined}>
      {needs.length === 0 ? (
        <p>
          <Icon name="check" />
          {text('ops.allWell')}
        </p>
      ) : (
        <ul>
          {needs.map(({ words, values, weight }, index) => (
            <li key={index} data-weight={weight}>
              <Icon name={weight === 'now' ? 'alert' : 'clock'} />
              <span>
                <b>{text(weight === 'now' ? 'ops.now' : 'ops.soon')}</b> {text(words, said(values))}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
};
