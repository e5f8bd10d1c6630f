import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { recordKinds } from '../../../domain/store-record.ts';
import type { RecordKind } from '../../../domain/store-record.ts';
import { migrations } from '../worker/schema.ts';

/** The records that carry what each table holds; or, in words, why none does. */
const tables: Readonly<Record<string, readonly RecordKind[] | string>> = {
  meta: 'The founding is a record of its own, the end of the audit log is derived from it, and the rest is of this file.',
  users: ['person'],
  usernames: ['name'],
  finding_words: 'Derived from the names of people with accounts.',
  public_looks: 'Derived from the names of public rooms.',
  conversations: ['conversation'],
  memberships: ['members', 'invited', 'hidden', 'line'],
  member_list: 'Derived from memberships.',
  departures: ['departure'],
  messages: ['message'],
  sends: 'Derived from the clientIds of messages that are younger than the window of repeats.',
  mentions: 'Derived from whom messages call.',
  reactions: ['message'],
  changes: ['change'],
  cursors: ['cursor'],
  tasks: ['task'],
  works_done: 'Of late only: a consumer that has read on does not ask for the same again.',
  sessions: ['session'],
  ended_rooms: 'Rows that nobody can find, and that are about to go.',
  calls: ['call'],
  accounts: ['account'],
  mutes: ['mute'],
  bans: ['ban'],
  last_posts: 'Slow mode: at worst somebody waits once less.',
  settings: ['choices'],
  blocks: ['block'],
  audit: ['audit', 'owed-act'],
  second_factors: ['second-factor'],
  passkeys: ['passkey'],
  challenges: 'Five minutes at most: who is signing in begins anew.',
  identities: ['identity'],
  once: ['once'],
  reports: ['report'],
  guest_networks: ['guest-network'],
  guest_sanctions: ['guest-sanction'],
  password_links: ['account'],
  server_settings: ['setting'],
  holds: ['hold'],
  invite_links: ['invitation'],
  invite_uses: ['invitation'],
  addresses: ['account'],
  mails: ['mail'],
  journal: 'What nodes have measured of the last day: another store measures anew.',
  uploads: ['upload'],
  upload_days: ['upload-day'],
  sent_files: 'Derived from the files and previews of messages.',
  loose_bytes: ['loose-bytes'],
  shown_files: ['shown-file'],
  former_texts: ['message'],
  kept: ['kept'],
  poll_ends: 'Derived from polls that are not closed.',
  threads: ['conversation'],
  follows: ['line'],
  twins: 'Derived from references to threads among the parts of messages.',
  push_watchers: ['push-watcher'],
};

/** Columns of tables that are carried which no record holds, and why. */
const columns: Readonly<Record<string, string>> = {
  'conversations.no': 'Of this file.',
  'conversations.members': 'Derived.',
  'conversations.folded_topic': 'Derived.',
  'reports.reporter': 'Of the report.',
  'conversations.interest': 'Derived from cursors.',
  'conversations.has_mutes': 'Derived.',
  'memberships.joined_at': 'Of the same moment as the place in the list of members.',
  'tasks.lease': 'Whoever holds one has lost it.',
  'loose_bytes.condemned': 'They are condemned again.',
};

const read = (part: 'read' | 'write'): string =>
  readdirSync(import.meta.dirname)
    .filter((name) => name.startsWith(part))
    .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
    .join('\n');

test('[ARC-2] every table and column is carried by a record, or it is said why not', () => {
  const db = new DatabaseSync(':memory:');
  for (const step of migrations) db.exec(step);
  const found = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`).all();
  expect(found.map(({ name }) => String(name)).sort()).toEqual(Object.keys(tables).sort());
  const rows = readFileSync(join(import.meta.dirname, '../worker/rows.ts'), 'utf8');
  const [reading, writing] = [`${read('read')}${rows}`, read('write')];
  const forgotten = Object.entries(tables)
    .filter(([, carried]) => typeof carried !== 'string')
    .flatMap(([table]) =>
      db
        .prepare('SELECT name FROM pragma_table_info(?)')
        .all(table)
        .map(({ name }) => String(name))
        .filter((name) => ![reading, writing].every((text) => new RegExp(`\\b${name}\\b`, 'u').test(text)))
        .map((name) => `${table}.${name}`),
    );
  db.close();
  expect(forgotten.filter((name) => columns[name] === undefined)).toEqual([]);
  // Each kind of record is in the archive because something has it.
  const carried = new Set(Object.values(tables).flatMap((kinds) => (typeof kinds === 'string' ? [] : kinds)));
  expect(recordKinds.filter((kind) => !carried.has(kind))).toEqual(['founding']);
});
