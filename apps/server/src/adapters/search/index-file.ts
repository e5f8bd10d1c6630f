import { DatabaseSync } from 'node:sqlite';
import type { ConversationId, Position } from '@rookery/protocol';
import type { IndexedMessage } from '../../domain/search/indexed-message.ts';
import { emptyIndex } from './empty-index.ts';
import { wordsOf } from './worker/index-words.ts';

/** How long a step of the server that runs on it is waited for. */
const busyMs = 20_000;
/** Words that the index is asked for at once. */
const askedAtOnce = 50;

type Row = { readonly no: number; readonly id: ConversationId; readonly position: string | null };

/** The file of a node's index, from outside: beside the server that runs on it, or without one. */
export class IndexFile {
  readonly #db: DatabaseSync;

  /** Throws where there is no such file. */
  constructor(file: string, { readOnly }: { readonly readOnly: boolean }) {
    this.#db = new DatabaseSync(file, { readOnly, timeout: busyMs });
  }

  /** Forgets all that it holds but which conversations it covers: the server that runs on it makes it anew. One step. */
  empty(): void {
    this.#db.exec(`
      BEGIN IMMEDIATE;
      ${emptyIndex}
      COMMIT;
    `);
  }

  /** How many conversations it covers, and how many of them are still to be read. */
  progress(): Promise<{ readonly all: number; readonly left: number }> {
    const row = this.#db.prepare('SELECT count(*) AS total, count(position) AS begun FROM conversations').get();
    const { total, begun } = row as { total: number; begun: number };
    return Promise.resolve({ all: total, left: total - begun });
  }

  /** Those that it covers, with the position up to which each was read. */
  conversations(): readonly { readonly id: ConversationId; readonly position: Position }[] {
    const rows = this.#db.prepare('SELECT no, id, position FROM conversations').all() as Row[];
    // It was written by the index.
    return rows.flatMap(({ id, position }) => (position ? { id, position: JSON.parse(position) as Position } : []));
  }

  /** The messages of a conversation that it leads to, with the rank of each. */
  ranksIn(conversation: ConversationId): ReadonlyMap<number, number> {
    const rows = this.#db
      .prepare(
        `SELECT seq, rank FROM places WHERE conversation = (SELECT no FROM conversations WHERE id = ?) ORDER BY rank`,
      )
      .all(conversation);
    return new Map((rows as { seq: number; rank: number }[]).map(({ seq, rank }) => [seq, rank]));
  }

  /** Whether everything that the message can be searched by leads to that rank. */
  leadsTo(conversation: ConversationId, rank: number, message: IndexedMessage): boolean {
    const row = this.#db.prepare('SELECT no FROM conversations WHERE id = ?').get(conversation) as Row | undefined;
    if (!row) return false;
    const words = wordsOf(message, row.no).split(' ');
    const find = this.#db.prepare('SELECT 1 FROM grams WHERE grams MATCH ? AND grams.rowid = cast(? AS INTEGER)');
    for (let index = 0; index < words.length; index += askedAtOnce) {
      const asked = words.slice(index, index + askedAtOnce).map((word) => `"${word}"`);
      if (!find.get(asked.join(' '), rank)) return false;
    }
    return true;
  }

  close(): void {
    this.#db.close();
  }
}
