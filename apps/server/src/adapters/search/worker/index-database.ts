import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** Of the tables and of how words are made. Another one's file is thrown away: what it holds is made again from the log. */
const format = 3;
/** Another program (`npm run reindex`) may hold the file for a moment. */
const busyMs = 5_000;

/**
 * `grams` is an inverted index without the texts: `content=''`. It does not know where in a text a word stands (`detail=none`), which makes it half
 * as large: what is found is compared in the message itself. The tokenizer gets words that are folded already, with blanks between.
 */
const schema = `
  CREATE TABLE conversations (
    no INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    /* Where its log was read up to, as JSON; null where it is to be read from its beginning. */
    position TEXT,
    first INTEGER NOT NULL DEFAULT 1,
    /* Of a thread: the conversation that it is in. */
    parent TEXT,
    /* Up to which mark its threads were read. */
    mark INTEGER NOT NULL DEFAULT 0
  );
  CREATE INDEX threads ON conversations (parent) WHERE parent IS NOT NULL;
  /* rank: the number of the message's time (TimeSlots), or the next one that was free. lies: its time in ms, from that of the number on. */
  CREATE TABLE places (
    rank INTEGER PRIMARY KEY, conversation INTEGER NOT NULL, seq INTEGER NOT NULL, lies INTEGER NOT NULL
  );
  CREATE TABLE facts (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
  CREATE VIRTUAL TABLE grams USING fts5 (
    words, content = '', contentless_delete = 1, detail = none, tokenize = "ascii tokenchars '_'"
  );
  /* Two parts of a size become one: fewer parts are smaller and are looked up quicker. */
  INSERT INTO grams (grams, rank) VALUES ('automerge', 2);
  PRAGMA user_version = ${format};
`;

function open(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { enableForeignKeyConstraints: false, timeout: busyMs });
  try {
    // Where power fails the last steps may be gone; their positions are gone with them, and the log has what they held.
    db.exec(`
      PRAGMA auto_vacuum = INCREMENTAL;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA journal_size_limit = 4194304;
      PRAGMA cache_size = -16000;
      PRAGMA temp_store = MEMORY;
    `);
    const version = Number(Object.values(db.prepare('PRAGMA user_version').get() ?? {})[0]);
    if (version !== format && version !== 0) throw new Error('another format');
    if (version === 0) db.exec(`BEGIN IMMEDIATE; ${schema} COMMIT`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

export function removeIndex(file: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
}

/** Opens the file, or makes a new one: also where it is damaged, or of another version of this program. Nothing is lost by that but time. */
export function openIndex(file: string): DatabaseSync {
  try {
    return open(file);
  } catch {
    removeIndex(file);
    return open(file);
  }
}
