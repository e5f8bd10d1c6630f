import { ClientError } from '@rookery/client';
import type { AuditRecord } from '@rookery/protocol';
import { Button } from '../../design/Button.tsx';
import { Skeleton } from '../../design/Skeleton.tsx';
import { dateAndTime } from '../../lib/date-and-time.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { usePages } from '../../sdk/use-pages.ts';
import { actText, changesText } from './act-text.ts';
import styles from './Administration.module.css';

type Props = {
  readonly read: (
    cursor: string | undefined,
  ) => Promise<{ readonly rows: readonly AuditRecord[]; readonly next: string | null }>;
};

/** Acts of power, the newest first, in sentences. */
export const AuditRecords = ({ read }: Props) => {
  const text = useText();
  const locale = useFormatLocale();
  const { rows, hasMore, failure, more, again } = usePages(read);
  const isNotFound = failure instanceof ClientError && failure.code === 'not_found';
  return (
    <div aria-busy={!rows && failure === undefined}>
      {isNotFound && <p role="alert">{text('audit.notFound')}</p>}
      {failure !== undefined && !isNotFound && (
        <p role="alert">
          {thrownText(text, failure)} <Button onClick={again}>{text('account.again')}</Button>
        </p>
      )}
      {!rows && failure === undefined && <Skeleton width="60%" />}
      {!isNotFound && rows?.length === 0 && <p className={styles.lead}>{text('audit.none')}</p>}
      <ul className={styles.list}>
        {!isNotFound &&
          rows?.map((record) => {
            const changes = changesText(text, record, locale);
            return (
              <li key={record.id} className={styles.record}>
                <span dir="auto">{actText(text, record)}</span>
                {changes !== '' && <small>{changes}</small>}
                {record.reason && <small dir="auto">{text('audit.reason', { reason: record.reason })}</small>}
                <small>
                  <time dateTime={new Date(record.at).toISOString()}>{dateAndTime(record.at, locale)}</time>
                </small>
              </li>
            );
          })}
      </ul>
      {hasMore && !isNotFound && (
        <Button look="plain" wide onClick={more}>
          {text('rooms.more')}
        </Button>
      )}
    </div>
  );
};
