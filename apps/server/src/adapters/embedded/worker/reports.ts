import type { DatabaseSync } from 'node:sqlite';
import type { ConversationId, UserId } from '@rookery/protocol';
import type { Page } from '../../../domain/page.ts';
import { readThreadId, threadIdsUnder } from '../../../domain/thread-id.ts';
import { unreadableCursor } from '../../../domain/unreadable-cursor.ts';
import { reportsKept } from '../../../ports/reports.ts';
import type { FiledReport, Reports } from '../../../ports/reports.ts';
import { prepareAll, prepareOne, prepareRun } from './statements.ts';
import type { Transaction } from './transaction.ts';

type Row = { readonly report: string };
type Count = { readonly count: number };

/** Written by this adapter alone. */
const parse = ({ report }: Row): FiledReport => JSON.parse(report) as FiledReport;

/** About a message of somebody else. */
const notHers = "json_extract(report, '$.message.author') <> ?";

/** In one conversation or in a thread under it: see `within`. */
const inIt = '(conversation = ? OR (conversation > ? AND conversation < ? AND length(conversation) = ?))';

function within(conversation: ConversationId): readonly [string, string, string, number] {
  const { beginning, length } = threadIdsUnder(conversation);
  // The sign after all those that an id is made of.
  return [conversation, beginning, `${beginning}{`, length];
}

/** Reports that wait for somebody to look at them. [RPT-1] */
export function reports(db: DatabaseSync, transaction: Transaction) {
  const insert = prepareRun(
    db,
    `INSERT INTO reports (id, conversation, reporter, seq, at, report) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const known = prepareOne<Row>(db, 'SELECT report FROM reports WHERE conversation = ? AND reporter = ? AND seq = ?');
  const count = prepareOne<Count>(db, 'SELECT count(*) AS count FROM reports');
  const countOf = prepareOne<Count>(db, `SELECT count(*) AS count FROM reports WHERE ${inIt}`);
  const countBy = prepareOne<Count>(db, 'SELECT count(*) AS count FROM reports WHERE reporter = ?');
  const find = prepareOne<Row>(db, 'SELECT report FROM reports WHERE id = ?');
  const drop = prepareRun(db, 'DELETE FROM reports WHERE id = ?');
  const all = prepareAll<Row>(
    db,
    `SELECT report FROM reports WHERE (at, id) > (?, ?) AND ${notHers} ORDER BY at, id LIMIT ?`,
  );
  const ofOne = prepareAll<Row>(
    db,
    `SELECT report FROM reports WHERE ${inIt} AND (at, id) > (?, ?) AND ${notHers} ORDER BY at, id LIMIT ?`,
  );

  return {
    file(report: FiledReport): Awaited<ReturnType<Reports['file']>> {
      const { id, conversation, by, seq, at, message } = report;
      if (known(conversation, by, seq)) return 'again';
      const isFull =
        (count()?.count ?? 0) >= reportsKept.all ||
        (countOf(...within(readThreadId(conversation)?.parent ?? conversation))?.count ?? 0) >=
          reportsKept.ofConversation ||
        (countBy(by)?.count ?? 0) >= reportsKept.byOne;
      if (isFull) return 'too-many';
      insert(id, conversation, by, seq, at, JSON.stringify(report));
      transaction.toReports({ conversation, author: message.author });
      return 'filed';
    },

    list(
      conversation: ConversationId | null,
      reader: UserId,
      cursor: string | undefined,
      limit: number,
    ): Page<FiledReport> {
      const [, at, id] = cursor === undefined ? ['', '-1', ''] : (/^(\d{1,16})\.([\w-]{1,40})$/.exec(cursor) ?? []);
      if (at === undefined || id === undefined) throw unreadableCursor();
      const rows =
        conversation === null
          ? all(Number(at), id, reader, limit + 1)
          : ofOne(...within(conversation), Number(at), id, reader, limit + 1);
      const shown = rows.slice(0, limit).map(parse);
      const last = rows.length > limit ? shown.at(-1) : undefined;
      return { rows: shown, next: last ? `${last.at}.${last.id}` : null };
    },

    find(id: string): FiledReport | null {
      const row = find(id);
      return row ? parse(row) : null;
    },

    close(id: string): boolean {
      const row = find(id);
      if (!row) return false;
      drop(id);
      const { conversation, message } = parse(row);
      transaction.toReports({ conversation, author: message.author });
      return true;
    },
  };
}
