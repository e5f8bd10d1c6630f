import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { asConversationId, asUserId } from '@rookery/protocol';
import type { ConversationId, UserId } from '@rookery/protocol';
import { StartupError } from '../../domain/startup-error.ts';
import type { StoreSource } from '../../ports/store-source.ts';
import { databaseFile } from './data-directory.ts';
import { conversationRecords } from './records/read-conversation.ts';
import { logReading } from './records/read-log.ts';
import { personalRecords } from './records/read-person.ts';
import { serverRecords } from './records/read-server.ts';
import { openForReading } from './worker/open-database.ts';
import { migrations } from './worker/schema.ts';
import { prepareAll } from './worker/statements.ts';

/** Reads the database in this thread, while a server runs on it or not. Throws `StartupError` where there is none of this version. */
export function openEmbeddedSource(dataDir: string): StoreSource {
  const file = databaseFile(dataDir);
  if (!existsSync(file))
    throw new StartupError(`There is no database in ${dataDir}: set ROOKERY_DATA_DIR to the server's directory.`);
  const db = openForReading(file);
  const version = Number(Object.values(db.prepare('PRAGMA user_version').get() ?? {})[0]);
  if (version !== migrations.length) {
    db.close();
    throw new StartupError(
      version < migrations.length
        ? `${file} was written by an earlier Rookery: start this one on it once, then repeat.`
        : `${file} was written by a newer Rookery (its format is ${version}, this one knows ${migrations.length}): use that version.`,
    );
  }
  const read = <Answer>(act: () => Answer): Promise<Answer> => Promise.resolve(inOneMoment(db, act));
  const ids = prepareAll<{ readonly id: string }>(
    db,
    'SELECT id FROM conversations WHERE no NOT IN (SELECT conversation FROM ended_rooms) ORDER BY id',
  );
  const everybody = prepareAll<{ readonly id: string }>(db, 'SELECT id FROM users ORDER BY id');
  const log = logReading(db);
  const about = conversationRecords(db);
  const person = personalRecords(db);
  const parts = serverRecords(db);
  return {
    conversations: () => read((): ConversationId[] => ids().map(({ id }) => asConversationId(id))),
    log: (conversation, after, limit) => read(() => log(conversation, after, limit)),
    about: (conversation) => read(() => about(conversation)),
    people: () => read((): UserId[] => everybody().map(({ id }) => asUserId(id))),
    person: (user) => read(() => person(user)),
    async *server() {
      for (const part of parts) yield inOneMoment(db, part);
    },
    close: () => {
      if (db.isOpen) db.close();
      return Promise.resolve();
    },
  };
}

function inOneMoment<Answer>(db: DatabaseSync, act: () => Answer): Answer {
  db.exec('BEGIN');
  try {
    return act();
  } finally {
    db.exec('COMMIT');
  }
}
