import type { ConversationId, Position } from '@rookery/protocol';
import type { IndexedMessage } from '../../../domain/search/indexed-message.ts';
import { messageWords } from '../worker/index-words.ts';
import { Database } from './database.ts';
import type { DatabaseOptions } from './database.ts';

/** The index in a PostgreSQL from outside, beside the servers that run on it. */
export class PostgresInspection {
  readonly #database: Database;

  constructor(options: DatabaseOptions) {
    this.#database = new Database(options);
  }

  /** Forgets all that it holds but which conversations it covers: the servers that run on it make it anew. One step. */
  async empty(): Promise<void> {
    await this.#database.atOnce((client) =>
      client.query('UPDATE conversations SET position = NULL, mark = 0; TRUNCATE places'),
    );
  }

  /** How many conversations it covers, and how many of them are still to be read. */
  async progress(): Promise<{ readonly all: number; readonly left: number }> {
    const [row] = await this.#database.rows<{ readonly total: string; readonly begun: string }>(
      'SELECT count(*) AS total, count(position) AS begun FROM conversations',
      [],
    );
    const [all, begun] = [Number(row?.total ?? 0), Number(row?.begun ?? 0)];
    return { all, left: all - begun };
  }

  /** Those that it covers, with the position up to which each was read. */
  async conversations(): Promise<readonly { readonly id: ConversationId; readonly position: Position }[]> {
    const rows = await this.#database.rows<{ readonly id: ConversationId; readonly position: string }>(
      'SELECT id, position FROM conversations WHERE position IS NOT NULL ORDER BY no',
      [],
    );
    // It was written by the index.
    return rows.map(({ id, position }) => ({ id, position: JSON.parse(position) as Position }));
  }

  /** The messages of a conversation that it leads to, with what tells each: its number. */
  async ranksIn(conversation: ConversationId): Promise<ReadonlyMap<number, number>> {
    const rows = await this.#database.rows<{ readonly seq: string }>(
      'SELECT seq FROM places WHERE conversation = (SELECT no FROM conversations WHERE id = $1)',
      [conversation],
    );
    return new Map(rows.map(({ seq }) => [Number(seq), Number(seq)]));
  }

  /** Whether everything that the message can be searched by leads to it. */
  async leadsTo(conversation: ConversationId, seq: number, message: IndexedMessage): Promise<boolean> {
    const rows = await this.#database.rows<{ readonly isThere: boolean }>(
      `SELECT tsvector_to_array(words) @> $3::text[] AS "isThere" FROM places
       WHERE conversation = (SELECT no FROM conversations WHERE id = $1) AND seq = $2`,
      [conversation, seq, messageWords(message)],
    );
    return rows[0]?.isThere === true;
  }

  /** All that it is, its tables too: as if there had never been any. */
  drop(): Promise<void> {
    return this.#database.drop();
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}
