import type { AuditRecord } from '@rookery/protocol';
import { dateAndTime } from '../../lib/date-and-time.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { useInbox } from '../../sdk/use-inbox.ts';
import { usePages } from '../../sdk/use-pages.ts';
import { actText, changesText } from './act-text.ts';
import { PagedList } from './PagedList.tsx';
import type { ReadActs } from './use-acts.ts';
import styles from './Administration.module.css';

/** Acts of power, the newest first, in sentences. */
export const AuditRecords = ({ read }: { readonly read: ReadActs }) => {
  const text = useText();
  const locale = useFormatLocale();
  const { entries } = useInbox();
  const roomName = (id: string) => entries.find(({ conversation }) => conversation === id)?.room?.name;
  const pages = usePages<AuditRecord>(read);
  return (
    <PagedList pages={pages} none={text('audit.none')} notFound={text('audit.notFound')}>
      {pages.rows?.map((record) => {
        const changes = changesText(text, record, locale);
        return (
          <li key={record.id} className={styles.record}>
            <span dir="auto">{actText(text, record, roomName)}</span>
            {changes !== '' && <small>{changes}</small>}
            {record.reason && <small dir="auto">{text('audit.reason', { reason: record.reason })}</small>}
            <small>
              <time dateTime={new Date(record.at).toISOString()}>{dateAndTime(record.at, locale)}</time>
            </small>
          </li>
        );
      })}
    </PagedList>
  );
};
