import type { DatabaseSync } from 'node:sqlite';
import { utf8Bytes } from '@rookery/protocol';
import type { ConversationId, HeldPosition, UserId } from '@rookery/protocol';
import type { ConversationState } from '../../../domain/conversation.ts';
import { refusalOf } from '../../../domain/log.ts';
import type { Continuation, LogChange, ReadMessage } from '../../../domain/log.ts';
import type { ConversationLog, PageOutcome, PageRequest } from '../../../ports/conversation-log.ts';
import { rightsOf } from '../../../domain/rights.ts';
import type { LogReader } from './log-reader.ts';
import { refusalIn, toHead, toState } from './rows.ts';
import type { Lookups, SeenRow } from './rows.ts';
import { prepareOne } from './statements.ts';

const needs = rightsOf('read');

type Bounds = Parameters<ConversationLog['since']>[2];
type Tail = Awaited<ReturnType<ConversationLog['tail']>>;

export function reading(db: DatabaseSync, find: Lookups, log: LogReader) {
  const oldestChange = prepareOne<{ readonly rev: number | null }>(
    db,
    'SELECT min(rev) AS rev FROM changes WHERE conversation = ?',
  );

  /** Whether the log runs on from the held position without a break: the same epoch, the same entries there, nothing pruned. [RES-1] */
  const runsOnFrom = (row: SeenRow, held: HeldPosition): boolean => {
    if (held.epoch !== row.epoch || held.seq > row.seq || held.rev > row.rev) return false;
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
      const { first, last, hasMore } = pageBounds(request, row.seq);
      return {
        status: 'page',
        state: toState(row),
        messages: first > last ? [] : log.messagesFor(row, first, last, row.user_no),
        hasMore,
      };
    },

    since(reader: UserId, held: readonly HeldPosition[], bounds: Bounds): readonly Continuation[] {
      let budgetBytes = bounds.budgetBytes;
      let isFirst = true;
      return held.map((position): Continuation => {
        const row = find.seen(reader, position.conversation);
        if (refusalIn(row, needs) || !row || row.user_no === null) return { state: 'refused' };
        const head = toHead(row);
        if (!runsOnFrom(row, position)) return { state: 'reset', head };
        const isBehind = position.seq < row.seq || position.rev < row.rev;
        if (!isBehind || budgetBytes <= 0)
          return { state: 'continuous', head, messages: [], changes: [], more: isBehind };
        const last = Math.min(row.seq, position.seq + bounds.pageMessages);
        const messages: ReadMessage[] = [];
        for (const message of position.seq < last ? log.messagesFor(row, position.seq + 1, last, row.user_no) : []) {
          // The first one always fits, so that asking again gets on.
          const bytes = bytesOfMessage(message);
          if (bytes > budgetBytes && !isFirst) break;
          messages.push(message);
          budgetBytes -= bytes;
          isFirst = false;
        }
        const changes: LogChange[] = [];
        for (const change of position.rev < row.rev ? log.changes(row, position.rev, bounds.pageMessages) : []) {
          const bytes = bytesOfChange(change);
          if (bytes > budgetBytes && !isFirst) break;
          changes.push(change);
          budgetBytes -= bytes;
          isFirst = false;
        }
        const more =
          (messages.at(-1)?.seq ?? position.seq) < row.seq || (changes.at(-1)?.rev ?? position.rev) < row.rev;
        return { state: 'continuous', head, messages, changes, more };
      });
    },

    states: (conversations: readonly ConversationId[]): readonly (ConversationState | null)[] =>
      conversations.map((id) => {
        const row = find.conversation(id);
        return row ? toState(row) : null;
      }),

    tail(conversation: ConversationId, after: { readonly seq: number; readonly rev: number }, limit: number): Tail {
      const row = find.conversation(conversation);
      if (!row) return null;
      const last = Math.min(row.seq, after.seq + limit);
      const id = log.idAt(row.no, after.seq);
      return {
        state: toState(row),
        messages: after.seq < last ? log.messages(row, after.seq + 1, last) : [],
        changes: after.rev < row.rev ? log.changes(row, after.rev, limit) : [],
        at: {
          id: id === null ? null : (id as NonNullable<ConversationState['head']['id']>),
          change: after.rev === row.rev ? row.last_change : log.changeAt(row.no, after.rev),
        },
      };
    },
  };
}

/** The numbers have no gaps, so a page is found by arithmetic. Both ends are included; empty where `first` > `last`. */
function pageBounds(
  { before, after, around, limit }: PageRequest,
  head: number,
): { readonly first: number; readonly last: number; readonly hasMore: boolean } {
  if (after !== undefined) {
    const last = Math.min(head, after + limit);
    return { first: after + 1, last, hasMore: last < head };
  }
  if (around !== undefined) {
    const last = Math.min(head, Math.max(limit, around + Math.ceil(limit / 2) - 1));
    const first = Math.max(1, last - limit + 1);
    return { first, last, hasMore: first > 1 || last < head };
  }
  const last = before === undefined ? head : Math.min(head, before - 1);
  const first = Math.max(1, last - limit + 1);
  return { first, last, hasMore: first > 1 };
}

/** About what it takes on the wire. */
const bytesOfMessage = (message: ReadMessage): number =>
  250 + utf8Bytes(message.content ?? '') + bytesOfReactions(message.reactions) + 30 * (message.mentions?.length ?? 0);
const bytesOfChange = (change: LogChange): number =>
  150 + utf8Bytes(change.content ?? '') + bytesOfReactions(change.reactions);
const bytesOfReactions = (reactions: LogChange['reactions']): number =>
  reactions?.reduce((sum, { users }) => sum + 40 + 28 * users.length, 0) ?? 0;
