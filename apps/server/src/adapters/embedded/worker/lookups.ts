import type { DatabaseSync } from 'node:sqlite';
import { asMessageId, isThreadId } from '@rookery/protocol';
import { isRootOf, readThreadId } from '../../../domain/thread-id.ts';
import type { ThreadPlace } from '../../../domain/thread-id.ts';
import { conversationColumns, conversationJoins, readerColumns, seenColumns, userColumns } from './rows.ts';
import type { ConversationRow, SeenRow, UserRow } from './rows.ts';
import { prepareOne } from './statements.ts';

/** What a thread has of its own; `read` is null where the user does not follow it. */
type OwnRow = Pick<
  ConversationRow,
  'no' | 'epoch' | 'epoch_base' | 'first_seq' | 'seq' | 'last_id' | 'rev' | 'last_change' | 'interest' | 'active'
> & { readonly read: number | null };

/** Looks rows up by their ids. A thread is found by its parent, whether anything was said in it or not. */
export function lookups(db: DatabaseSync) {
  const conversation = prepareOne<ConversationRow>(
    db,
    `SELECT ${conversationColumns} FROM conversations c ${conversationJoins} WHERE c.id = ?`,
  );
  const seen = prepareOne<SeenRow>(
    db,
    `SELECT ${readerColumns}, ${seenColumns}
     FROM conversations c ${conversationJoins}
     LEFT JOIN users u ON u.id = ?
     LEFT JOIN memberships s ON s.user = u.no AND s.conversation = c.no
     WHERE c.id = ?`,
  );
  const role = prepareOne<{ readonly role: number | null }>(
    db,
    `SELECT (
       SELECT s.role FROM users u JOIN memberships s
         ON s.user = u.no AND s.conversation = coalesce((SELECT no FROM conversations WHERE id = ?2), -1)
       WHERE u.id = ?1) AS role`,
  );
  const root = prepareOne<{ readonly id: string }>(db, 'SELECT id FROM messages WHERE conversation = ? AND seq = ?');
  const own = prepareOne<OwnRow>(
    db,
    `SELECT c.no, c.epoch, c.epoch_base, c.first_seq, c.seq, c.last_id, c.rev, c.last_change, c.interest, c.active, f.read
     FROM conversations c LEFT JOIN follows f ON f.thread = c.no AND f.user = ? WHERE c.id = ?`,
  );

  /** The row of a thread: its own log, and all else of its parent. Undefined where its root does not exist, for this reader. [THR-1] */
  const threadOf = <Row extends ConversationRow>(id: string, place: ThreadPlace, parent: Row, user: number | null) => {
    if (place.seq < parent.first_seq || place.seq > parent.seq) return undefined;
    const found = root(parent.no, place.seq);
    if (!found || !isRootOf(place, asMessageId(found.id))) return undefined;
    const { read, ...log } = own(user, id) ?? { ...nothingSaid, epoch: parent.epoch };
    return { row: { ...parent, ...log, id, mark: 0, root_seq: place.seq }, read };
  };

  return {
    conversation(id: string): ConversationRow | undefined {
      if (!isThreadId(id)) return conversation(id);
      const place = readThreadId(id);
      const parent = place && conversation(place.parent);
      return parent ? threadOf(id, place, parent, null)?.row : undefined;
    },
    seen(user: string, id: string): SeenRow | undefined {
      if (!isThreadId(id)) return seen(user, id);
      const place = readThreadId(id);
      const parent = place && seen(user, place.parent);
      const thread = parent ? threadOf(id, place, parent, parent.user_no) : undefined;
      return thread && { ...thread.row, read: thread.read ?? thread.row.seq, follows: thread.read !== null };
    },
    /** (user id, conversation id): the role, null where she is nothing. A conversation that is not there costs what one costs that is not hers. [RES-6] */
    role: (user: string, id: string) => role(user, readThreadId(id)?.parent ?? id),
    user: prepareOne<UserRow>(db, `SELECT ${userColumns} FROM users u WHERE u.id = ?`),
  };
}
export type Lookups = ReturnType<typeof lookups>;

/** It begins in the life that its parent has. */
const nothingSaid = {
  ...{ no: 0, epoch_base: 0, first_seq: 1, seq: 0, last_id: null, rev: 0, last_change: null, interest: 0, active: 0 },
  read: null,
};
