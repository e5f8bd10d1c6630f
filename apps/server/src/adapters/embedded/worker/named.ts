import type { DatabaseSync } from 'node:sqlite';
import type { User, UserId } from '@rookery/protocol';
import {
  entriesAtOnce,
  findingVersion,
  findingWords,
  namedAtOnce,
  wantedBeginnings,
} from '../../../domain/finding-words.ts';
import { fitsPerson } from '../../../domain/fits-person.ts';
import type { Lookups } from './lookups.ts';
import { toUser, userColumns } from './rows.ts';
import type { UserRow } from './rows.ts';
import { prepareAll, prepareOne, prepareRun } from './statements.ts';

/** Read at once where all are indexed. */
const atOnce = 1_000;

/** People by the beginnings of what they are called. */
export function named(db: DatabaseSync, find: Lookups) {
  const beginning = prepareAll<{ readonly user: number }>(
    db,
    `SELECT user FROM finding_words WHERE word >= ?1 AND word < ?1 || char(1114111) ORDER BY word, user LIMIT ${entriesAtOnce}`,
  );
  const byNumber = prepareOne<UserRow>(db, `SELECT ${userColumns} FROM users u WHERE u.no = ?`);
  const forget = prepareRun(db, 'DELETE FROM finding_words WHERE user = ?');
  const wordsOf = prepareAll<{ readonly word: string }>(db, 'SELECT word FROM finding_words WHERE user = ?');
  const put = prepareRun(db, 'INSERT OR IGNORE INTO finding_words (word, user) VALUES (?, ?)');
  const version = prepareOne<{ readonly value: string }>(db, `SELECT value FROM meta WHERE key = 'finding_words'`);
  const setVersion = prepareRun(db, `INSERT OR REPLACE INTO meta (key, value) VALUES ('finding_words', ?)`);
  const accountsAfter = prepareAll<UserRow>(
    db,
    `SELECT ${userColumns} FROM users u WHERE u.no > ? AND u.guest = 0 ORDER BY u.no LIMIT ${atOnce}`,
  );

  return {
    /** In the transaction that has changed her. */
    settle(user: UserId): void {
      const row = find.user(user);
      if (!row) return;
      const words = findingWords(toUser(row));
      // Most changes are of a status or a picture.
      const had = new Set(wordsOf(row.no).map(({ word }) => word));
      if (had.size === words.length && words.every((word) => had.has(word))) return;
      forget(row.no);
      for (const word of words) put(word, row.no);
    },

    /** Once, of a database that another version wrote, or that was restored or moved here: it takes some seconds for each 100,000 people. */
    fill(): void {
      if (version()?.value === String(findingVersion)) return;
      db.exec('BEGIN IMMEDIATE; DELETE FROM finding_words;');
      try {
        for (let rows = accountsAfter(0); rows.length > 0; rows = accountsAfter(rows.at(-1)?.no ?? 0))
          for (const row of rows) for (const word of findingWords(toUser(row))) put(word, row.no);
        setVersion(String(findingVersion));
        db.exec('COMMIT');
      } catch (error) {
        if (db.isTransaction) db.exec('ROLLBACK');
        throw error;
      }
    },

    find(query: string): readonly User[] {
      const numbers = new Set(wantedBeginnings(query).flatMap((word) => beginning(word).map(({ user }) => user)));
      return [...numbers]
        .flatMap((no) => byNumber(no) ?? [])
        .map(toUser)
        .filter((user) => fitsPerson(user, query))
        .slice(0, namedAtOnce);
    },
  };
}
