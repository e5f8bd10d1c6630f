import type { DatabaseSync } from 'node:sqlite';
import { prepareOne } from '../worker/statements.ts';
import { kinds } from '../worker/rows.ts';

/** Numbers remembered; beyond that they are looked up. */
const remembered = 200_000;

/**
 * The numbers of people and conversations by their ids. Records may name somebody before her own comes: until then there is a row in her place, which says so by `profile_rev`
 * -1, of a conversation by an empty epoch.
 */
export function numbers(db: DatabaseSync) {
  const userRow = prepareOne<{ readonly no: number }>(
    db,
    `INSERT INTO users (id, username, folded, display_name, guest, profile_rev) VALUES (?1, ?1, lower(?1), ?1, 1, -1)
     ON CONFLICT (id) DO UPDATE SET id = id RETURNING no`,
  );
  const conversationRow = prepareOne<{ readonly no: number }>(
    db,
    `INSERT INTO conversations (id, kind, first, second, created_at, epoch, active) VALUES (?1, ${kinds.privateRoom}, 0, 0, 0, '', 0)
     ON CONFLICT (id) DO UPDATE SET id = id RETURNING no`,
  );
  const by = (
    row: (id: string) => { readonly no: number } | undefined,
    known: Map<string, number>,
  ): ((id: string) => number) => {
    return (id) => {
      const found = known.get(id);
      if (found !== undefined) return found;
      const no = row(id)?.no;
      if (no === undefined) throw new Error('a row has no number');
      if (known.size >= remembered) known.clear();
      known.set(id, no);
      return no;
    };
  };
  return { user: by(userRow, new Map()), conversation: by(conversationRow, new Map()) };
}
export type Numbers = ReturnType<typeof numbers>;
