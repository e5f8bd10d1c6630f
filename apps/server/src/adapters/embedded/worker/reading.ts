import type { DatabaseSync } from 'node:sqlite';
import type { ConversationId, HeldPosition, UserId } from '@rookery/protocol';
import type { ConversationState } from '../../../domain/conversation.ts';
import { AnswerBudget, continuationOf } from '../../../domain/continuation.ts';
import { refusalOf } from '../../../domain/log.ts';
import type { Continuation } from '../../../domain/log.ts';
import { pageBounds } from '../../../domain/page-bounds.ts';
import type {
  ConversationLog,
  EditsOutcome,
  FormerText,
  PageOutcome,
  PageRequest,
  PinsOutcome,
} from '../../../ports/conversation-log.ts';
import { rightsOf } from '../../../domain/rights.ts';
import type { LogReader } from './log-reader.ts';
import { refusalIn, toHead, toState } from './rows.ts';
import type { SeenRow } from './rows.ts';
import type { Lookups } from './lookups.ts';
import { prepareAll, prepareOne } from './statements.ts';
import type { ThreadReader } from './threads.ts';

const needs = rightsOf('read');

type Bounds = Parameters<ConversationLog['since']>[2];
type Tail = Awaited<ReturnType<ConversationLog['tail']>>;

export function reading(db: DatabaseSync, find: Lookups, log: LogReader, threads: ThreadReader) {
  const oldestChange = prepareOne<{ readonly rev: number | null }>(
    db,
    'SELECT min(rev) AS rev FROM changes WHERE conversation = ?',
  );

  const formerTexts = prepareAll<FormerText>(
    db,
    'SELECT content, at FROM former_texts WHERE conversation = ? AND seq = ? ORDER BY rev',
  );

  /** Whether the log runs on from the held position without a break: the same epoch, the same entries there, nothing pruned. [RES-1] */
  const runsOnFrom = (row: SeenRow, held: HeldPosition): boolean => {
    if (held.epoch !== row.epoch || held.seq > row.seq || held.rev > row.rev) return false;
    // What came next is gone. The number right before the first is still known by its id.
    if (held.seq < row.first_seq - 1) return false;
    if (held.id !== undefined && held.id !== log.idAt(row.no, held.seq)) return false;
    if (held.rev < row.rev && held.rev + 1 < (oldestChange(row.no)?.rev ?? 0)) return false;
    if (held.change === undefined) return true;
    return held.change === (held.rev === row.rev ? row.last_change : log.changeAt(row.no, held.rev));
  };

  return {
    page(request: PageRequest): PageOutcome {
      const row = find.seen(request.reader, request.conversation);
      const refusal = refusalIn(row, needs);
      if (refusal || !row || row.user_no === null) return refusal ?? refusalOf(null);
      const { first, last, hasMore } = pageBounds(request, row.first_seq, row.seq);
      return {
        status: 'page',
        state: toState(row),
        messages: first > last ? [] : log.messagesFor(row, first, last, row.user_no),
        hasMore,
      };
    },

    pins(conversation: ConversationId, reader: UserId): PinsOutcome {
      const row = find.seen(reader, conversation);
      const refusal = refusalIn(row, needs);
      if (refusal || !row || row.user_no === null) return refusal ?? refusalOf(null);
      return { status: 'pins', state: toState(row), messages: log.pinnedFor(row, row.user_no) };
    },

    edits(conversation: ConversationId, reader: UserId, seq: number): EditsOutcome {
      const row = find.seen(reader, conversation);
      const refusal = refusalIn(row, needs);
      if (refusal || !row) return refusal ?? refusalOf(null);
      const message = seq < row.first_seq ? undefined : log.message(row.no, seq);
      if (!message || message.content === null) return { status: 'no-message' };
      return { status: 'edits', versions: formerTexts(row.no, seq) };
    },

    since(reader: UserId, held: readonly HeldPosition[], bounds: Bounds): readonly Continuation[] {
      const budget = new AnswerBudget(bounds.budgetBytes);
      return held.map((position): Continuation => {
        // Membership before anything else: how long the answer takes tells nothing of what is not hers.
        if (find.role(reader, position.conversation)?.role === null) return { state: 'refused' };
        const row = find.seen(reader, position.conversation);
        if (refusalIn(row, needs) || !row || row.user_no === null) return { state: 'refused' };
        const head = toHead(row);
        if (!runsOnFrom(row, position)) return { state: 'reset', head };
        // Nothing is read for those beyond the budget.
        const limit = budget.left > 0 ? bounds.pageMessages : 0;
        const last = Math.min(row.seq, position.seq + limit);
        const messages = position.seq < last ? log.messagesFor(row, position.seq + 1, last, row.user_no) : [];
        const changes = position.rev < row.rev && limit > 0 ? log.changes(row, position.rev, limit) : [];
        const changed = position.mark === undefined ? undefined : threads.after(row, position.mark, limit);
        return continuationOf(position, head, { messages, changes, threads: changed }, budget);
      });
    },

    states: (conversations: readonly ConversationId[]): readonly (ConversationState | null)[] =>
      conversations.map((id) => {
        const row = find.conversation(id);
        return row ? toState(row) : null;
      }),

    threads(conversation: ConversationId, mark: number, limit: number) {
      const row = find.conversation(conversation);
      return row
        ? { ...threads.after(row, mark, limit), removals: row.removals }
        : { mark, changed: [], isMore: false, removals: 0 };
    },

    tail(conversation: ConversationId, after: { readonly seq: number; readonly rev: number }, limit: number): Tail {
      const row = find.conversation(conversation);
      if (!row) return null;
      const from = Math.max(after.seq + 1, row.first_seq);
      const last = Math.min(row.seq, from + limit - 1);
      const id = log.idAt(row.no, after.seq);
      return {
        state: toState(row),
        messages: from <= last ? log.messages(row, from, last) : [],
        changes: after.rev < row.rev ? log.changes(row, after.rev, limit) : [],
        at: {
          id: id === null ? null : (id as NonNullable<ConversationState['head']['id']>),
          change: after.rev === row.rev ? row.last_change : log.changeAt(row.no, after.rev),
        },
      };
    },
  };
}
