import type { ConversationId } from '@rookery/protocol';
import { useRef } from 'react';
import { Button } from '../../design/Button.tsx';
import { Skeleton } from '../../design/Skeleton.tsx';
import { useText } from '../../locales/text.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { useReports } from '../../sdk/use-reports.ts';
import { ReportCard } from './ReportCard.tsx';
import styles from './ReportList.module.css';

type Props = {
  readonly conversation?: ConversationId;
  /** A message is about to be shown where it was said. */
  readonly onShow?: () => void;
};

/** Reports that nobody has closed, the earliest first: of one conversation, or of the whole server. */
export const ReportList = ({ conversation, onShow }: Props) => {
  const text = useText();
  const { page, failure, reload, loadMore, close } = useReports(conversation);
  const list = useRef<HTMLDivElement>(null);
  return (
    <div ref={list} tabIndex={-1} className={styles.list} aria-busy={!page && failure === undefined}>
      <p className={styles.lead}>{text(conversation === undefined ? 'report.leadAll' : 'report.lead')}</p>
      {failure !== undefined && (
        <p role="alert">
          {thrownText(text, failure)} <Button onClick={reload}>{text('account.again')}</Button>
        </p>
      )}
      {!page && failure === undefined && <Skeleton width="60%" />}
      {page?.reports.length === 0 && <p role="status">{text('report.none')}</p>}
      {page?.reports.map((report) => (
        <ReportCard
          key={report.id}
          report={report}
          onShow={onShow}
          showsRoom={conversation === undefined}
          close={async (action) => {
            await close(report, action);
            // The card goes, and the focus with it.
            list.current?.focus();
          }}
        />
      ))}
      {page?.next != null && (
        <Button look="plain" wide onClick={loadMore}>
          {text('rooms.more')}
        </Button>
      )}
    </div>
  );
};
