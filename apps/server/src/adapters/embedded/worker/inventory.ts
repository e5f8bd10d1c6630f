import type { DatabaseSync } from 'node:sqlite';
import { kinds } from './rows.ts';
import { prepareOne } from './statements.ts';

type Counts = { readonly people: number; readonly rooms: number; readonly messages: number };

/** How much there is. No message is looked at: a conversation's numbers have no gaps. */
export function inventory(db: DatabaseSync): () => Counts {
  const count = prepareOne<Counts>(
    db,
    `SELECT (SELECT count(*) FROM users) AS people, count(*) FILTER (WHERE kind < ${kinds.direct}) AS rooms,
       coalesce(sum(seq - first_seq + 1), 0) AS messages FROM conversations`,
  );
  return () => count() ?? { people: 0, rooms: 0, messages: 0 };
}
