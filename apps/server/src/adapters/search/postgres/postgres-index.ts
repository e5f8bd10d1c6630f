import { ChatError } from '@rookery/protocol';
import type { ConversationId, Position } from '@rookery/protocol';
import type { PoolClient } from 'pg';
import { afterAllOf } from '../../../domain/search/found-place.ts';
import type { FoundPlace } from '../../../domain/search/found-place.ts';
import { readThreadId } from '../../../domain/thread-id.ts';
import { positionText } from '../../../domain/task.ts';
import { lookMs } from '../../../ports/search-index.ts';
import type { Found, Indexed, IndexStep, Lookup, SearchIndex } from '../../../ports/search-index.ts';
import { askedOf, messageWords } from '../worker/index-words.ts';
import { Cancelled, Database } from './database.ts';
import type { DatabaseOptions } from './database.ts';

/** Messages that are gone through one by one where a lookup was cancelled: what most messages hold is found among the newest. */
const walkedPlaces = 20_000;
/** … within so long, ms. */
const walkMs = 600;

type IndexedRow = {
  readonly id: string;
  readonly position: string | null;
  readonly first: string;
  readonly mark: string;
};
type PlaceRow = { readonly conversation: ConversationId; readonly seq: string; readonly at: string };

const toPlace = ({ conversation, seq, at }: PlaceRow): FoundPlace => ({
  conversation,
  seq: Number(seq),
  at: Number(at),
});

/** The index in a PostgreSQL, which all nodes share: whichever has read on in a log writes it, and of two that did the same one is contradicted. */
export class PostgresSearchIndex implements SearchIndex {
  readonly #database: Database;
  readonly #lookMs: number;
  readonly isShared = true;
  /** Others may have begun it. */
  readonly isBegun = true;

  constructor(options: DatabaseOptions & { readonly lookMs?: number }) {
    this.#database = new Database(options);
    this.#lookMs = options.lookMs ?? lookMs;
  }

  async positions(conversations: readonly ConversationId[]): Promise<readonly (Indexed | null)[]> {
    if (conversations.length === 0) return [];
    const rows = await this.#database.rows<IndexedRow>(
      'SELECT id, position, first, mark FROM conversations WHERE id = ANY ($1) AND position IS NOT NULL',
      [conversations],
    );
    const known = new Map(rows.map((row) => [row.id, row]));
    return conversations.map((id) => {
      const row = known.get(id);
      // It was written by this class.
      return row?.position
        ? { position: JSON.parse(row.position) as Position, first: Number(row.first), mark: Number(row.mark) }
        : null;
    });
  }

  async emptied(limit: number): Promise<readonly ConversationId[]> {
    return this.#ids('SELECT id FROM conversations WHERE position IS NULL LIMIT $1', [limit]);
  }

  async covered(after: ConversationId | null, limit: number): Promise<readonly ConversationId[]> {
    return this.#ids('SELECT id FROM conversations WHERE id > $1 ORDER BY id LIMIT $2', [after ?? '', limit]);
  }

  async #ids(text: string, values: unknown[]): Promise<readonly ConversationId[]> {
    return (await this.#database.rows<{ id: ConversationId }>(text, values)).map(({ id }) => id);
  }

  apply(step: IndexStep): Promise<'applied' | 'contradicted'> {
    return this.#database.atOnce(async (client) => {
      const { conversation, from, to, first, keepUpTo, messages, gone, mark } = step;
      await client.query('INSERT INTO conversations (id, parent) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
        conversation,
        readThreadId(conversation)?.parent ?? null,
      ]);
      const { rows } = await client.query<IndexedRow & { readonly no: number }>(
        'SELECT no, position, first, mark FROM conversations WHERE id = $1 FOR UPDATE',
        [conversation],
      );
      const [row] = rows;
      if (!row || row.position !== (from && positionText(from))) return 'contradicted';
      if (keepUpTo !== undefined || first > Number(row.first))
        await client.query('DELETE FROM places WHERE conversation = $1 AND (seq > $2 OR seq < $3)', [
          row.no,
          keepUpTo ?? Number.MAX_SAFE_INTEGER,
          first,
        ]);
      if (gone.length > 0)
        await client.query('DELETE FROM places WHERE conversation = $1 AND seq = ANY ($2)', [
          row.no,
          gone.map(({ seq }) => seq),
        ]);
      // Of a message that is named twice the last is how it reads.
      const bySeq = [...new Map(messages.map((message) => [message.seq, message])).values()];
      if (bySeq.length > 0)
        await client.query(
          `INSERT INTO places (conversation, seq, at, words)
           SELECT $1, seq, at, array_to_tsvector(string_to_array(words, ' '))
           FROM unnest($2::bigint[], $3::bigint[], $4::text[]) AS new (seq, at, words)
           ON CONFLICT (conversation, seq) DO UPDATE SET at = excluded.at, words = excluded.words`,
          [
            row.no,
            bySeq.map(({ seq }) => seq),
            bySeq.map(({ at }) => at),
            bySeq.map((message) => messageWords(message).join(' ')),
          ],
        );
      await client.query('UPDATE conversations SET position = $1, first = $2, mark = $3 WHERE no = $4', [
        positionText(to),
        first,
        mark ?? row.mark,
        row.no,
      ]);
      return 'applied';
    });
  }

  async forget(conversation: ConversationId): Promise<void> {
    await this.#database.atOnce(async (client) => {
      await client.query(
        'DELETE FROM places WHERE conversation = (SELECT no FROM conversations WHERE id = $1 FOR UPDATE)',
        [conversation],
      );
      await client.query('DELETE FROM conversations WHERE id = $1', [conversation]);
    });
  }

  async find(lookup: Lookup): Promise<Found> {
    if (lookup.conversations.length === 0) return { places: [], reached: null };
    try {
      return await this.#database.look((client) => look(client, lookup), this.#lookMs);
    } catch (error) {
      if (!(error instanceof Cancelled)) throw error;
      return this.#database
        .look((client) => walk(client, lookup), walkMs)
        .catch((late: unknown) => {
          throw late instanceof Cancelled ? new ChatError('unavailable') : late;
        });
    }
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}

const order = 'ORDER BY at DESC, id, seq DESC';
/** A lookup in more conversations than these compares where each place is, instead of asking the index for it. */
const namedConversations = 16;
/** Beyond every clock, in ms. */
const latestTime = 1_000_000_000_000_000;

/** What a lookup asks for, as a query has it. Null: nothing is there. */
type Asked = {
  readonly values: unknown[];
  /** Its conversations and their threads, as a table of numbers and ids. */
  readonly wanted: string;
  readonly ofWanted: string;
  readonly ofWords: string;
  /** Of the time alone, and of the whole place. */
  readonly ofTime: string;
  readonly ofPlace: string;
};

async function askedIn(client: PoolClient, lookup: Lookup): Promise<Asked | null> {
  const { rows } = await client.query<{ readonly no: number; readonly id: string }>(
    'SELECT no, id FROM conversations WHERE id = ANY ($1) OR parent = ANY ($1)',
    [lookup.conversations],
  );
  if (rows.length === 0) return null;
  const { before = latestTime, after = -latestTime, below } = lookup;
  const from = below ?? { at: latestTime, conversation: '', seq: 0 };
  const words = queryOf(lookup);
  return {
    values: [
      ...[rows.map(({ no }) => no), rows.map(({ id }) => id)],
      ...[before, after, from.at, from.conversation, from.seq, lookup.limit],
      ...(words === '' ? [] : [words]),
    ],
    wanted: 'unnest($1::integer[], $2::text[]) AS wanted (no, name)',
    ofWanted: rows.length > namedConversations ? 'true' : 'conversation = ANY ($1::integer[])',
    ofWords: words === '' ? 'true' : 'words @@ $9::tsquery',
    ofTime: 'at < $3::bigint AND at >= $4::bigint AND at <= $5::bigint',
    ofPlace: `(at < $5::bigint OR id > $6::text COLLATE "C" OR (id = $6::text COLLATE "C" AND seq < $7::bigint))`,
  };
}

/** In the language of `tsquery`: a lexeme in quotation marks is taken as it is. '' where everything is to be looked at. */
function queryOf(lookup: Lookup): string {
  const { words, facts } = askedOf(lookup);
  const quoted = (word: string): string => `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
  return [
    ...words.map(({ word, isBeginning }) => quoted(word) + (isBeginning ? ':*' : '')),
    ...facts.map((one) => `(${one.map(quoted).join(' | ')})`),
  ].join(' & ');
}

const none: Found = { places: [], reached: null };

async function look(client: PoolClient, lookup: Lookup): Promise<Found> {
  const asked = await askedIn(client, lookup);
  if (!asked) return none;
  const { rows } = await client.query<PlaceRow>(
    `SELECT id AS conversation, seq, at
       FROM places JOIN (SELECT no, name COLLATE "C" AS id FROM ${asked.wanted}) AS wanted ON no = conversation
       WHERE ${asked.ofWanted} AND ${asked.ofWords} AND ${asked.ofTime} AND ${asked.ofPlace} ${order} LIMIT $8`,
    asked.values,
  );
  const places = rows.map(toPlace);
  return { places, reached: places.length === lookup.limit ? (places.at(-1) ?? null) : null };
}

/** The newest messages, one by one, as far as they are bounded. */
async function walk(client: PoolClient, lookup: Lookup): Promise<Found> {
  const asked = await askedIn(client, lookup);
  if (!asked) return none;
  const { rows } = await client.query<PlaceRow & { readonly walked: string | null }>(
    `WITH newest AS MATERIALIZED (
       SELECT conversation AS no, seq, at, words FROM places WHERE ${asked.ofTime} ORDER BY at DESC LIMIT ${walkedPlaces}
     ), found AS (
       SELECT id, seq, at FROM newest JOIN (SELECT no, name COLLATE "C" AS id FROM ${asked.wanted}) AS wanted USING (no)
       WHERE ${asked.ofWords} AND ${asked.ofPlace} ${order} LIMIT $8
     )
     SELECT id AS conversation, seq, at, NULL AS walked FROM found
     UNION ALL SELECT '', 0, min(at), count(*) FROM newest`,
    asked.values,
  );
  const places = rows.filter(({ walked }) => walked === null).map(toPlace);
  const end = rows.find(({ walked }) => walked !== null);
  if (places.length === lookup.limit) return { places, reached: places.at(-1) ?? null };
  if (Number(end?.walked) < walkedPlaces) return { places, reached: null };
  // Of the last time that was come to some may be left.
  const last = Number(end?.at);
  return { places: places.filter(({ at }) => at > last), reached: afterAllOf(last + 1) };
}
