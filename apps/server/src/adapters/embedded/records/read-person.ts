import type { DatabaseSync } from 'node:sqlite';
import { asConversationId, asFileId, asUserId } from '@rookery/protocol';
import type { UserId } from '@rookery/protocol';
import type { PersonalRecord } from '../../../domain/store-record.ts';
import type { StoredFile } from '../../../domain/stored-file.ts';
import { roles, toUser } from '../worker/rows.ts';
import type { UserRow } from '../worker/rows.ts';
import { prepareAll, prepareOne } from '../worker/statements.ts';

type PersonRow = UserRow & {
  readonly rev: number;
  readonly rev_floor: number;
  readonly last_seen: number | null;
  readonly look_at: number;
};
type SessionRow = {
  readonly id: string;
  readonly secret_hash: string;
  readonly kind: string;
  readonly expires_at: number;
  readonly created_at: number | null;
  readonly agent: string;
  readonly ends_by: number | null;
  readonly former_hash: string | null;
  readonly former_until: number | null;
  readonly rotated_at: number | null;
};
type LineRow = {
  readonly id: string;
  readonly epoch: string;
  readonly role: number;
  readonly read: number;
  readonly gained: number;
  readonly gained_rev: number;
  readonly entry_rev: number;
  readonly rev: number;
};

const maybe = <Value>(value: Value | null): Value | undefined => value ?? undefined;
/** Written by this adapter alone. */
const parsed = <Value>(json: string): Value => JSON.parse(json) as Value;

/** What belongs to a person, for `StoreSource.person`. */
export function personalRecords(db: DatabaseSync) {
  const one = prepareOne<PersonRow>(db, 'SELECT * FROM users WHERE id = ?');
  const password = prepareOne<{ readonly password: string }>(db, 'SELECT password FROM accounts WHERE user = ?');
  const address = prepareOne<{ readonly address: string }>(db, 'SELECT address FROM addresses WHERE user = ?');
  const link = prepareOne<{ readonly secret_hash: string; readonly until: number }>(
    db,
    'SELECT secret_hash, until FROM password_links WHERE user = ?',
  );
  const sessions = prepareAll<SessionRow>(db, 'SELECT * FROM sessions WHERE user = ?');
  const choices = prepareOne<{ readonly choices: string }>(db, 'SELECT choices FROM settings WHERE user = ?');
  const blocks = prepareAll<{ readonly id: string; readonly at: number }>(
    db,
    'SELECT u.id, b.at FROM blocks b JOIN users u ON u.no = b.blocked WHERE b.user = ? ORDER BY b.at',
  );
  const factor = prepareOne<{
    readonly secret: string | null;
    readonly pending: string | null;
    readonly step: number;
    readonly busy_until: number;
    readonly recovery: string;
  }>(db, 'SELECT * FROM second_factors WHERE user = ?');
  const passkeys = prepareAll<{
    readonly id: string;
    readonly credential: string;
    readonly public_key: string;
    readonly transports: string;
    readonly name: string;
    readonly created_at: number;
    readonly used_at: number | null;
  }>(db, 'SELECT * FROM passkeys WHERE user = ?');
  const lines = prepareAll<LineRow>(
    db,
    `SELECT c.id, c.epoch, s.role, s.read, s.gained, s.gained_rev, s.entry_rev, s.rev
     FROM memberships s JOIN conversations c ON c.no = s.conversation WHERE s.user = ? AND s.role <> ${roles.hidden}`,
  );
  const follows = prepareAll<Omit<LineRow, 'role'>>(
    db,
    `SELECT c.id, c.epoch, f.read, f.gained, f.gained_rev, f.entry_rev, f.rev
     FROM follows f JOIN conversations c ON c.no = f.thread WHERE f.user = ?`,
  );
  const departures = prepareAll<{
    readonly id: string;
    readonly rev: number;
    readonly why: string | null;
    readonly by_id: string | null;
  }>(
    db,
    `SELECT c.id, d.rev, d.why, b.id AS by_id FROM departures d JOIN conversations c ON c.no = d.conversation
     LEFT JOIN users b ON b.no = d.done_by WHERE d.user = ?`,
  );
  const kept = prepareAll<{
    readonly kind: string;
    readonly key: string;
    readonly rev: number;
    readonly json: string;
    readonly due_at: number | null;
  }>(db, 'SELECT kind, key, rev, json, due_at FROM kept WHERE user = ?');
  const uploads = prepareAll<{
    readonly id: string;
    readonly expires_at: number;
    readonly conversation: string | null;
    readonly file: string | null;
    readonly partial: string | null;
  }>(db, 'SELECT id, expires_at, conversation, file, partial FROM uploads WHERE owner = ?');
  const day = prepareOne<{ readonly day: number; readonly bytes: number }>(
    db,
    'SELECT day, bytes FROM upload_days WHERE owner = ?',
  );
  const shown = prepareAll<{ readonly id: string; readonly shown_by: string; readonly file: string }>(
    db,
    'SELECT id, shown_by, file FROM shown_files WHERE owner = ?',
  );

  return (user: UserId): readonly PersonalRecord[] => {
    const row = one(user);
    if (!row) return [];
    const { no } = row;
    const { rev: profileRev, ...profile } = toUser(row);
    const records: PersonalRecord[] = [
      {
        kind: 'person',
        ...profile,
        profileRev,
        rev: row.rev,
        revFloor: row.rev_floor,
        lastSeen: maybe(row.last_seen),
        ...(row.look_at === 0 ? {} : { lookAt: row.look_at }),
      },
    ];
    const account = {
      password: password(no)?.password,
      address: address(user)?.address,
      link: link(no),
    };
    if (account.password !== undefined || account.address !== undefined || account.link)
      records.push({
        kind: 'account',
        user,
        password: account.password,
        address: account.address,
        link: account.link && { hash: account.link.secret_hash, until: account.link.until },
      });
    for (const session of sessions(no))
      records.push({
        kind: 'session',
        id: session.id,
        user,
        type: session.kind,
        expiresAt: session.expires_at,
        secretHash: session.secret_hash,
        createdAt: maybe(session.created_at),
        agent: session.agent,
        endsBy: maybe(session.ends_by),
        formerHash: maybe(session.former_hash),
        formerUntil: maybe(session.former_until),
        rotatedAt: maybe(session.rotated_at),
      });
    const chosen = choices(no);
    if (chosen) records.push({ kind: 'choices', user, choices: parsed(chosen.choices) });
    for (const { id, at } of blocks(no)) records.push({ kind: 'block', user, blocked: asUserId(id), act: at });
    const second = factor(no);
    if (second)
      records.push({
        kind: 'second-factor',
        user,
        secret: maybe(second.secret),
        pending: maybe(second.pending),
        step: second.step,
        busyUntil: second.busy_until,
        recovery: second.recovery,
      });
    for (const key of passkeys(no))
      records.push({
        kind: 'passkey',
        user,
        id: key.id,
        credential: key.credential,
        publicKey: key.public_key,
        transports: key.transports,
        name: key.name,
        createdAt: key.created_at,
        usedAt: maybe(key.used_at),
      });
    for (const line of [...lines(no), ...follows(no).map((follow) => ({ ...follow, role: null }))])
      records.push({
        kind: 'line',
        user,
        conversation: asConversationId(line.id),
        as: line.role === null ? 'follower' : line.role === roles.invited ? 'invited' : 'member',
        read: line.read,
        readEpoch: line.epoch,
        gainedUs: line.gained * 1_000,
        gainedRev: line.gained_rev,
        rev: line.rev,
        entryRev: line.entry_rev,
      });
    for (const { id, rev, why, by_id } of departures(no))
      records.push({
        kind: 'departure',
        user,
        conversation: asConversationId(id),
        rev,
        why: maybe(why),
        by: by_id === null ? undefined : asUserId(by_id),
      });
    for (const { kind: type, key, rev, json, due_at } of kept(no))
      records.push({ kind: 'kept', user, type, key, rev, json, dueAt: maybe(due_at) });
    for (const { id, expires_at, conversation, file, partial } of uploads(user))
      records.push({
        kind: 'upload',
        id: asFileId(id),
        owner: user,
        expiresAt: expires_at,
        conversation: conversation === null ? undefined : asConversationId(conversation),
        file: file === null ? undefined : parsed<StoredFile>(file),
        partial: partial === null ? undefined : parsed<unknown>(partial),
      });
    const used = day(user);
    if (used) records.push({ kind: 'upload-day', user, ...used });
    for (const { id, shown_by, file } of shown(user))
      records.push({ kind: 'shown-file', id: asFileId(id), owner: user, by: shown_by, file: parsed(file) });
    return records;
  };
}
