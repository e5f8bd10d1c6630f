import type { DatabaseSync } from 'node:sqlite';
import { foldName } from '@rookery/protocol';
import type { UserId } from '@rookery/protocol';
import type { RoomFacts } from '../../../domain/conversation.ts';
import { conversationColumns, conversationJoins, kinds, roles, toFacts } from './rows.ts';
import type { ConversationRow } from './rows.ts';
import type { Lookups } from './lookups.ts';
import { prepareAll, prepareOne } from './statements.ts';
import { unreadableCursor } from '../../../domain/unreadable-cursor.ts';

/** Rooms that one step looks at: a few ms. */
const stepRooms = 2_000;

/** Where a room stands in the list of rooms. */
type RoomPlace = { readonly folded: string; readonly id: string };

type RoomSearchStep = {
  readonly rows: readonly { readonly facts: RoomFacts; readonly members: number }[];
  /** Where the next step begins; null when `limit` rooms were found, or no rooms are left. */
  readonly reached: RoomPlace | null;
};

/**
 * One step of a search in the list of rooms, which is in the order of folded names. However many rooms there are, a step looks at
 * `stepRooms` of them and no more: what is asked meanwhile is done between two steps.
 */
export function roomSearch(db: DatabaseSync, find: Lookups) {
  const matches = prepareAll<ConversationRow>(
    db,
    `SELECT ${conversationColumns}
     FROM (SELECT no FROM conversations WHERE kind < ${kinds.direct} AND (folded, id) > (?1, ?2)
           ORDER BY folded, id LIMIT ${stepRooms}) step
     CROSS JOIN conversations c ON c.no = step.no ${conversationJoins}
     WHERE (c.kind = ${kinds.publicRoom} OR EXISTS (SELECT 1 FROM memberships s
            WHERE s.user = ?3 AND s.conversation = c.no AND s.role < ${roles.invited}))
       AND (?4 = '' OR instr(c.folded, ?4) > 0 OR instr(c.folded_topic, ?4) > 0)
     ORDER BY c.folded, c.id LIMIT ?5`,
  );
  /** The last room of such a step; undefined where fewer are left. */
  const lastOfStep = prepareOne<RoomPlace>(
    db,
    `SELECT folded, id FROM conversations WHERE kind < ${kinds.direct} AND (folded, id) > (?, ?)
     ORDER BY folded, id LIMIT 1 OFFSET ${stepRooms - 1}`,
  );

  /** `from`: the id of a room that a page ended with, or where the last step ended; undefined: from the first room on. */
  return (
    reader: UserId | null,
    query: string | undefined,
    from: RoomPlace | string | undefined,
    limit: number,
  ): RoomSearchStep => {
    const after = typeof from === 'string' ? find.conversation(from) : (from ?? { folded: '', id: '' });
    if (!after) throw unreadableCursor();
    const readerNo = (reader === null ? undefined : find.user(reader)?.no) ?? null;
    const rows = matches(after.folded, after.id, readerNo, foldName(query ?? ''), limit).flatMap((row) => {
      const facts = toFacts(row);
      return facts.kind === 'room' ? [{ facts, members: row.members }] : [];
    });
    return { rows, reached: rows.length < limit ? (lastOfStep(after.folded, after.id) ?? null) : null };
  };
}
