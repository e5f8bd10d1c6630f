import { escapeIdentifier } from 'pg';
import type { ClientBase } from 'pg';

/**
 * Each brings the schema on by one; what a released version has brought stays as it is. What is not known of a message is in no column: its words and
 * facts are lexemes of `words`, made by the same code as those of the index in SQLite, so that nothing of PostgreSQL's own analysis of texts is used.
 */
const migrations: readonly string[] = [
  `
  CREATE TABLE conversations (
    no integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text COLLATE "C" NOT NULL UNIQUE,
    /* Where its log was read up to, as JSON; null where it is to be read from its beginning. */
    position text,
    first bigint NOT NULL DEFAULT 1,
    /* Of a thread: the conversation that it is in. */
    parent text COLLATE "C",
    /* Up to which mark its threads were read. */
    mark bigint NOT NULL DEFAULT 0
  );
  CREATE INDEX threads ON conversations (parent) WHERE parent IS NOT NULL;
  CREATE TABLE places (
    conversation integer NOT NULL,
    seq bigint NOT NULL,
    at bigint NOT NULL,
    words tsvector NOT NULL,
    PRIMARY KEY (conversation, seq)
  );
  CREATE INDEX places_by_time ON places (at DESC);
  CREATE INDEX places_by_words ON places USING gin (conversation, words);
  `,
];

/** Nodes that start at the same time wait for each other. */
const lock = 7_266_559;

/** Makes the tables, or brings them on. Throws where a newer version has made them, or where the database cannot hold them. */
export async function migrate(client: ClientBase, schema: string): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [lock]);
    const encoding = await client.query<{ server_encoding: string }>('SHOW server_encoding');
    if (encoding.rows[0]?.server_encoding !== 'UTF8') throw new Error('The database of search must be in UTF8.');
    await client.query('CREATE EXTENSION IF NOT EXISTS btree_gin WITH SCHEMA public');
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${escapeIdentifier(schema)}`);
    await client.query('CREATE TABLE IF NOT EXISTS versions (version integer PRIMARY KEY)');
    const found = await client.query<{ version: number | null }>('SELECT max(version) AS version FROM versions');
    const version = found.rows[0]?.version ?? 0;
    if (version > migrations.length)
      throw new Error('The tables of search were made by a newer version of this server.');
    for (const [index, migration] of migrations.entries()) {
      if (index < version) continue;
      await client.query(migration);
      await client.query('INSERT INTO versions (version) VALUES ($1)', [index + 1]);
    }
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
