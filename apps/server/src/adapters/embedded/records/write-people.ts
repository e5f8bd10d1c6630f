import type { DatabaseSync } from 'node:sqlite';
import { foldName } from '@rookery/protocol';
import type { LineRecord, PersonalRecord, PersonRecord, SessionRecord } from '../../../domain/store-record.ts';
import { roles } from '../worker/rows.ts';
import { prepareOne, prepareRun } from '../worker/statements.ts';
import type { Numbers } from './numbers.ts';
import { claimed } from './write-conversations.ts';

/** What belongs to one person. */
export function peopleWriting(db: DatabaseSync, no: Numbers) {
  const put = prepareRun(
    db,
    `UPDATE users SET username = ?2, folded = ?3, display_name = ?4, guest = ?5, profile_rev = ?6, rev = ?7, rev_floor = ?8, last_seen = ?9,
       deactivated = ?10, look_at = ?11, server_role = ?12, status = ?13, avatar = ?14 WHERE no = ?1`,
  );
  const password = prepareRun(db, 'INSERT OR REPLACE INTO accounts (user, password) VALUES (?, ?)');
  const address = prepareRun(db, 'INSERT OR REPLACE INTO addresses (user, address, folded) VALUES (?, ?, ?)');
  const link = prepareRun(db, 'INSERT OR REPLACE INTO password_links (user, secret_hash, until) VALUES (?, ?, ?)');
  const session = prepareRun(
    db,
    `INSERT OR REPLACE INTO sessions (id, secret_hash, user, kind, expires_at, created_at, agent, ends_by, former_hash, former_until, rotated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const choices = prepareRun(db, 'INSERT OR REPLACE INTO settings (user, choices) VALUES (?, ?)');
  const block = prepareRun(db, 'INSERT OR REPLACE INTO blocks (user, blocked, at) VALUES (?, ?, ?)');
  const factor = prepareRun(
    db,
    'INSERT OR REPLACE INTO second_factors (user, secret, pending, step, busy_until, recovery) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const passkey = prepareRun(
    db,
    `INSERT OR REPLACE INTO passkeys (user, id, credential, public_key, transports, name, created_at, used_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const lifeOf = prepareOne<{ readonly epoch: string; readonly epoch_base: number }>(
    db,
    'SELECT epoch, epoch_base FROM conversations WHERE no = ?',
  );
  const line = prepareRun(
    db,
    `INSERT INTO memberships (user, conversation, role, read, gained, gained_rev, joined_seq, joined_at, entry_rev, rev)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?5, ?7, ?8) ON CONFLICT DO UPDATE SET read = ?4, gained = iif(role = ${roles.invited}, ?5, gained), gained_rev = ?6, entry_rev = ?7, rev = ?8`,
  );
  const follow = prepareRun(
    db,
    'INSERT OR REPLACE INTO follows (user, thread, read, gained, gained_rev, entry_rev, rev) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const departure = prepareRun(
    db,
    'INSERT OR REPLACE INTO departures (user, conversation, rev, why, done_by) VALUES (?, ?, ?, ?, ?)',
  );
  const kept = prepareRun(
    db,
    'INSERT OR REPLACE INTO kept (user, kind, key, rev, json, due_at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const upload = prepareRun(
    db,
    'INSERT OR REPLACE INTO uploads (id, owner, expires_at, conversation, file, partial) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const day = prepareRun(db, 'INSERT OR REPLACE INTO upload_days (owner, day, bytes) VALUES (?, ?, ?)');
  const shown = prepareRun(db, 'INSERT OR REPLACE INTO shown_files (id, owner, shown_by, file) VALUES (?, ?, ?, ?)');

  const putPerson = (record: PersonRecord): void => {
    const { id, username, displayName, guest, role, status, avatar } = record;
    put(
      ...([no.user(id), username, foldName(username), displayName, guest ? 1 : 0, record.profileRev] as const),
      ...([record.rev, record.revFloor, record.lastSeen ?? null, record.deactivated ? 1 : 0] as const),
      ...([record.lookAt ?? 0, role ?? null, status ? JSON.stringify(status) : null, avatar ?? null] as const),
    );
  };
  const putSession = (record: SessionRecord): void => {
    session(
      ...([record.id, record.secretHash, no.user(record.user), record.type, record.expiresAt] as const),
      ...([record.createdAt ?? null, record.agent, record.endsBy ?? null, record.formerHash ?? null] as const),
      ...([record.formerUntil ?? null, record.rotatedAt ?? null] as const),
    );
  };
  const putLine = (record: LineRecord): void => {
    const [user, conversation] = [no.user(record.user), no.conversation(record.conversation)];
    const life = lifeOf(conversation);
    const read = life && life.epoch !== record.readEpoch ? Math.min(record.read, life.epoch_base) : record.read;
    const gained = Math.floor(record.gainedUs / 1_000);
    const { gainedRev, entryRev, rev } = record;
    if (record.as === 'follower') follow(user, conversation, read, gained, gainedRev, entryRev, rev);
    else
      line(
        user,
        conversation,
        record.as === 'member' ? claimed : roles.invited,
        read,
        gained,
        gainedRev,
        entryRev,
        rev,
      );
  };

  return (record: PersonalRecord): void => {
    switch (record.kind) {
      case 'person':
        return putPerson(record);
      case 'account': {
        const user = no.user(record.user);
        if (record.password !== undefined) password(user, record.password);
        if (record.address !== undefined) address(record.user, record.address, record.address.toLowerCase());
        if (record.link) link(user, record.link.hash, record.link.until);
        return;
      }
      case 'session':
        return putSession(record);
      case 'choices':
        return void choices(no.user(record.user), JSON.stringify(record.choices));
      case 'block':
        return void block(no.user(record.user), no.user(record.blocked), record.act);
      case 'second-factor': {
        const { user, secret = null, pending = null, step, busyUntil, recovery } = record;
        return void factor(no.user(user), secret, pending, step, busyUntil, recovery);
      }
      case 'passkey': {
        const { user, id, credential, publicKey, transports, name, createdAt, usedAt = null } = record;
        return void passkey(no.user(user), id, credential, publicKey, transports, name, createdAt, usedAt);
      }
      case 'line':
        return putLine(record);
      case 'departure': {
        const { user, conversation, rev, why = null, by } = record;
        const doneBy = by === undefined ? null : no.user(by);
        return void departure(no.user(user), no.conversation(conversation), rev, why, doneBy);
      }
      case 'kept':
        return void kept(no.user(record.user), record.type, record.key, record.rev, record.json, record.dueAt ?? null);
      case 'upload': {
        const { id, owner, expiresAt, conversation = null, file, partial } = record;
        const [ofFile, ofPartial] = [file, partial].map((one) => (one === undefined ? null : JSON.stringify(one)));
        return void upload(id, owner, expiresAt, conversation, ofFile ?? null, ofPartial ?? null);
      }
      case 'upload-day':
        return void day(record.user, record.day, record.bytes);
      case 'shown-file':
        return void shown(record.id, record.owner, record.by, JSON.stringify(record.file));
    }
  };
}
