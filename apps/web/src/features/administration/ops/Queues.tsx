import { shortSpan } from '../../../lib/short-span.ts';
import { timeOfDay } from '../../../lib/dates.ts';
import { useFormatLocale, useText } from '../../../locales/text.ts';
import { figure } from './figures.ts';
import { Table } from './Table.tsx';
import type { Ops } from './use-ops.ts';
import styles from './Ops.module.css';

/** What kinds of tasks there are; one that this page does not know yet is called as the server calls it. */
const consumerWords: Readonly<Record<string, string>> = {
  audit: 'ops.taskAudit',
  standing: 'ops.taskStanding',
  files: 'ops.taskFiles',
  links: 'ops.taskLinks',
  kept: 'ops.taskKept',
  polls: 'ops.taskPolls',
  push: 'ops.taskPush',
};

/** Work that waits, and what went on failing. */
export const Queues = ({ ops: { queues, parked } }: { readonly ops: Ops }) => {
  const text = useText();
  const locale = useFormatLocale();
  const called = (consumer: string): string => (consumerWords[consumer] ? text(consumerWords[consumer]) : consumer);
  const busy = queues.filter(({ due, waiting, leased, parked: stuck }) => due + waiting + leased + stuck > 0);
  return (
    <section className={styles.part} aria-labelledby="ops-tasks">
      <h2 id="ops-tasks">{text('ops.tasks')}</h2>
      {busy.length === 0 ? (
        <p className={styles.note}>{text('ops.noTasks')}</p>
      ) : (
        <Table
          label={text('ops.tasks')}
          head={[text('ops.task'), text('ops.due'), text('ops.waiting'), text('ops.parked'), text('ops.oldest')]}
          rows={busy.map(({ consumer, due, waiting, parked: stuck, oldestDueMs }) => ({
            key: consumer,
            cells: [
              called(consumer),
              ...[figure(due, locale), figure(waiting, locale), figure(stuck, locale)],
              due === 0 ? '–' : shortSpan(oldestDueMs, locale),
            ],
          }))}
        />
      )}
      {parked.length > 0 && (
        <ul className={styles.parkedList}>
          {parked.map(({ consumer, reason, failures, parkedAt }, index) => (
            <li key={index}>
              <time dateTime={new Date(parkedAt).toISOString()}>{timeOfDay(parkedAt, locale)}</time>
              <span>
                {text('ops.parkedWhy', { what: called(consumer), count: failures })} <q lang="en">{reason}</q>
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
};
