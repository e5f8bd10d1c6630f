import type { Message } from '@rookery/protocol';
import { authorOf } from '@rookery/client';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { dateAndTime } from '../../lib/date-and-time.ts';
import { messageLine } from '../../lib/plain-line.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { PersonName } from '../../people/PersonName.tsx';
import styles from './Kept.module.css';

type Props = {
  readonly message: Message;
  readonly path: string;
  /** Where it was said, where that is not plain. */
  readonly place?: string | undefined;
  readonly note?: ReactNode;
  readonly children?: ReactNode;
};

/** A message in a list: who said it, when, a few lines of it, and what can be done. Leads to the message. */
export const MessageCard = ({ message, path, place, note, children }: Props) => {
  const text = useText();
  const locale = useFormatLocale();
  return (
    <li className={styles.card}>
      <Link className={styles.lead} href={path}>
        <span className={styles.who}>
          <strong>
            <PersonName person={authorOf(message)} />
          </strong>
          {place !== undefined && <span dir="auto">{place}</span>}
          <time dateTime={new Date(message.at).toISOString()}>{dateAndTime(message.at, locale)}</time>
        </span>
        <span className={styles.words} dir="auto">
          {message.content === undefined ? text('message.deleted') : messageLine(message)}
        </span>
      </Link>
      {note}
      {children && <div className={styles.acts}>{children}</div>}
    </li>
  );
};
