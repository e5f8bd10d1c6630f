import type { DatabaseSync } from 'node:sqlite';
import { asConversationId, asUserId, isUserId, limits } from '@rookery/protocol';
import type { ConversationId } from '@rookery/protocol';
import type { Page } from '../../../domain/page.ts';
import { rulesWithin } from '../../../domain/retention-rules.ts';
import type { RetentionRules } from '../../../domain/retention-rules.ts';
import type { Hold, Retention } from '../../../ports/retention.ts';
import type { Audit } from './audit.ts';
import type { RoomEnding } from './room-ending.ts';
import { placeOf, rulesOf } from './rows.ts';
import type { ConversationRow } from './rows.ts';
import type { Lookups } from './lookups.ts';
import { prepareAll, prepareOne, prepareRun } from './statements.ts';

/** Conversations that one step looks at, and messages that it takes away: some ms. */
const stepConversations = 100;
const stepMessages = 500;
/** Pages that one step gives back to the disk: 1 MiB. */
const stepPages = 256;
const keptPages = 512;
const dayMs = 24 * 3_600_000;

/** A step of a pass: `next` is where it goes on, null where it has ended. */
export type RetentionStep = { readonly taken: number; readonly next: number | null };
type HoldRow = {
  readonly conversation: string;
  readonly done_by: string;
  readonly at: number;
  readonly reason: string | null;
};

/** Takes away what is kept for long enough, a bounded step at a time, and gives the space back. [RET-1] */
export function retaining(
  db: DatabaseSync,
  find: Lookups,
  trim: (conversation: ConversationId, first: number) => void,
  { endThreads }: RoomEnding,
  acts: Audit,
) {
  const some = prepareAll<{ readonly no: number; readonly id: string }>(
    db,
    `SELECT no, id FROM conversations WHERE no > ? ORDER BY no LIMIT ${stepConversations}`,
  );
  const times = prepareAll<{ readonly seq: number; readonly at: number }>(
    db,
    'SELECT seq, at FROM messages WHERE conversation = ? AND seq >= ? ORDER BY seq LIMIT ?',
  );
  const hasThreads = prepareOne<{ readonly found: number }>(
    db,
    'SELECT 1 AS found FROM threads WHERE parent = ? AND root < ? LIMIT 1',
  );
  const free = prepareOne<{ readonly freelist_count: number }>(db, 'PRAGMA freelist_count');
  const held = prepareOne<HoldRow>(db, 'SELECT * FROM holds WHERE conversation = ?');
  const allHeld = prepareAll<HoldRow>(db, 'SELECT * FROM holds WHERE conversation > ? ORDER BY conversation LIMIT ?');
  const count = prepareOne<{ readonly held: number }>(db, 'SELECT count(*) AS held FROM holds');
  /** Ids of people come behind those of conversations. */
  const heldPeople = `SELECT u.no FROM holds h JOIN users u ON u.id = h.conversation WHERE h.conversation >= 'u_'`;
  const isAnybodyHeld = prepareOne<{ readonly no: number }>(db, `${heldPeople} LIMIT 1`);
  const heldMessage = prepareOne<{ readonly seq: number | null }>(
    db,
    `SELECT min(seq) AS seq FROM messages WHERE conversation = ? AND seq >= ? AND seq < ? AND author IN (${heldPeople})`,
  );
  const heldRoot = prepareOne<{ readonly root: number | null }>(
    db,
    `SELECT min(t.root) AS root FROM threads t WHERE t.parent = ? AND t.root < ?
     AND EXISTS (SELECT 1 FROM messages m WHERE m.conversation = t.no AND m.author IN (${heldPeople}))`,
  );
  const put = prepareRun(db, 'INSERT INTO holds (conversation, done_by, at, reason) VALUES (?, ?, ?, ?)');
  const lift = prepareRun(db, 'DELETE FROM holds WHERE conversation = ?');

  /** The first number that is to exist, a step on at the most. */
  const firstOf = (row: ConversationRow, now: number, server: RetentionRules): number => {
    const { days, messages } = rulesWithin(server, rulesOf(row));
    let first = row.first_seq;
    if (messages !== null) first = Math.max(first, row.seq - messages + 1);
    if (days !== null && first < row.first_seq + stepMessages)
      for (const { seq, at } of times(row.no, first, stepMessages)) {
        if (at >= now - days * dayMs) break;
        first = seq + 1;
      }
    return Math.min(first, row.first_seq + stepMessages);
  };

  /** What may go before a number: as far as the first message of somebody who is held, or under which she has written. Every step takes few, so few are looked at. [RET-7] */
  const unheld = (row: ConversationRow, first: number): number => {
    if (!isAnybodyHeld()) return first;
    const own = heldMessage(row.no, row.first_seq, first)?.seq ?? first;
    return row.root_seq > 0 ? own : Math.min(own, heldRoot(row.no, own)?.root ?? own);
  };

  const toHold = ({ conversation, done_by, at, reason }: HoldRow): Hold => ({
    ...{
      of: isUserId(conversation) ? asUserId(conversation) : asConversationId(conversation),
      by: asUserId(done_by),
      at,
    },
    ...(reason === null ? {} : { reason }),
  });

  return {
    /** `after`: number of the conversation up to which this pass has come. */
    step(now: number, server: RetentionRules, after: number): RetentionStep {
      let taken = 0;
      const found = some(after);
      for (const { no, id } of found) {
        const row = find.conversation(id);
        if (!row || row.no === 0 || held(placeOf(row).id)) continue;
        const first = unheld(row, firstOf(row, now, server));
        if (first > row.first_seq) {
          trim(asConversationId(id), first);
          taken += first - row.first_seq;
        }
        const isDone = row.root_seq > 0 || !hasThreads(no, first) || endThreads(row, first);
        // It may have more: it is looked at again.
        if (taken >= stepMessages) return { taken, next: no - 1 };
        // Threads that have to wait for a newer conversation wait for the next pass.
        if (!isDone && taken > 0) return { taken, next: no - 1 };
      }
      const next = found.at(-1)?.no ?? after;
      if (found.length === stepConversations) return { taken, next };
      // Some pages stay for what is written next.
      if ((free()?.freelist_count ?? 0) <= keptPages) return { taken, next: null };
      db.exec(`PRAGMA incremental_vacuum(${stepPages})`);
      return { taken, next };
    },

    hold({ of, on, by, at, reason }: Parameters<Retention['hold']>[0]): Awaited<ReturnType<Retention['hold']>> {
      const row = isUserId(of) ? null : find.conversation(of);
      if (row === undefined || (row && row.root_seq > 0)) return 'unknown';
      const isHeld = held(of) !== undefined;
      if (isHeld === on) return 'done';
      if (on && (count()?.held ?? 0) >= limits.holds) return 'full';
      if (on) put(of, by, at, reason ?? null);
      else lift(of);
      if (!row) return 'done';
      acts.note(
        {
          act: 'hold:set',
          by,
          before: { held: isHeld },
          after: { held: on },
          ...(reason === undefined ? {} : { reason }),
        },
        row,
      );
      return 'done';
    },

    holdOf(of: string): Hold | null {
      const row = held(of);
      return row ? toHold(row) : null;
    },

    holds(cursor: string | undefined, limit: number): Page<Hold> {
      const rows = allHeld(cursor ?? '', limit + 1);
      const shown = rows.slice(0, limit);
      return { rows: shown.map(toHold), next: rows.length > limit ? (shown.at(-1)?.conversation ?? null) : null };
    },
  };
}
