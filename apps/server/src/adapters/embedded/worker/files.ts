import type { DatabaseSync } from 'node:sqlite';
import { asConversationId, asFileId, asUserId, isUserId, limits } from '@rookery/protocol';
import type { ConversationId, FileId, FileType, UserId } from '@rookery/protocol';
import { consumers } from '../../../domain/consumers.ts';
import { filesIn } from '../../../domain/part.ts';
import { fileOwner } from '../../../domain/new-id.ts';
import { rightsOf } from '../../../domain/rights.ts';
import { fileTypeOf, hashesOf } from '../../../domain/stored-file.ts';
import type { StoredFile } from '../../../domain/stored-file.ts';
import { unreadableCursor } from '../../../domain/unreadable-cursor.ts';
import { mostParts } from '../../../ports/files.ts';
import type {
  Condemned,
  FileRecord,
  Files,
  HeldFile,
  PartialUpload,
  UploadBounds,
  UploadPart,
} from '../../../ports/files.ts';
import { steadyNow } from './due.ts';
import { picturesIn } from '../../../domain/stored-link.ts';
import type { LogReader } from './log-reader.ts';
import { isMember, refusalIn, toMessage } from './rows.ts';
import type { SeenRow } from './rows.ts';
import type { Lookups } from './lookups.ts';
import { prepareAll, prepareOne, prepareRun } from './statements.ts';

type UploadRow = {
  readonly id: string;
  readonly conversation: string | null;
  readonly file: string | null;
  readonly partial: string | null;
  readonly expires_at: number;
};

const toShownBy = (id: string): UserId | ConversationId => (isUserId(id) ? id : asConversationId(id));
const dayMs = 24 * 3_600_000;
const toRead = rightsOf('read');
/** `sent_files.place`: those of one message lie side by side, its first one last, since lists begin at the end. */
const placesOfMessage = 16;
/** The places after those of its files are for the pictures of its links. */
export const firstPicture = limits.filesPerMessage;
const placeOf = (seq: number, index: number): number => seq * placesOfMessage + (placesOfMessage - 1 - index);
/** For who writes messages without this. */
export const filePlace = placeOf;
export const firstPlace = (seq: number): number => seq * placesOfMessage;
const seqOf = (place: number): number => Math.floor(place / placesOfMessage);

/** Files: uploads, and what messages hold. */
export function files(db: DatabaseSync, find: Lookups, log: LogReader) {
  const day = prepareOne<{ readonly day: number; readonly bytes: number }>(
    db,
    'SELECT day, bytes FROM upload_days WHERE owner = ?',
  );
  const setDay = prepareRun(
    db,
    'INSERT INTO upload_days (owner, day, bytes) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET day = ?2, bytes = ?3',
  );
  const unsent = prepareOne<{ readonly count: number }>(db, 'SELECT count(*) AS count FROM uploads WHERE owner = ?');
  const begin = prepareRun(
    db,
    'INSERT INTO uploads (id, owner, expires_at, partial) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const keep = prepareRun(db, 'UPDATE uploads SET file = ? WHERE id = ? AND expires_at > ?');
  const setPartial = prepareRun(db, 'UPDATE uploads SET partial = ? WHERE id = ?');
  const drop = prepareRun(db, 'DELETE FROM uploads WHERE id = ?');
  const withdraw = prepareRun(
    db,
    'UPDATE uploads SET expires_at = 0 WHERE id = ? AND conversation IS NULL AND expires_at > ?',
  );
  const upload = prepareOne<UploadRow>(
    db,
    'SELECT id, conversation, file, partial, expires_at FROM uploads WHERE id = ?',
  );
  const expired = prepareAll<UploadRow>(
    db,
    'SELECT id, conversation, file, partial, expires_at FROM uploads WHERE owner = ? AND expires_at <= ? ORDER BY expires_at LIMIT ?',
  );
  const nextExpiry = prepareOne<{ readonly at: number | null }>(
    db,
    'SELECT min(expires_at) AS at FROM uploads WHERE owner = ?',
  );
  const expireAll = prepareRun(db, 'UPDATE uploads SET expires_at = min(expires_at, ?2) WHERE owner = ?1');
  const reserveCopy = prepareRun(
    db,
    'INSERT INTO uploads (id, owner, expires_at, conversation, file) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const prolong = prepareRun(db, 'UPDATE uploads SET expires_at = ? WHERE id = ? AND expires_at > ?');
  const reserve = prepareRun(db, 'UPDATE uploads SET conversation = ? WHERE id = ?');
  const sent = prepareOne<{ readonly conversation: string; readonly place: number }>(
    db,
    'SELECT conversation, place FROM sent_files WHERE id = ?',
  );
  const held = prepareOne<{ readonly condemned: number }>(
    db,
    'SELECT condemned FROM loose_bytes WHERE conversation = ? AND hash = ?',
  );
  const holds = prepareOne<{ readonly id: string }>(
    db,
    'SELECT id FROM sent_files WHERE conversation = ?1 AND (hash = ?2 OR preview = ?2) LIMIT 1',
  );
  const hold = prepareRun(
    db,
    `INSERT INTO loose_bytes (conversation, hash, free_at, condemned) VALUES (?, ?, ?, 0)
     ON CONFLICT DO UPDATE SET free_at = max(free_at, excluded.free_at)`,
  );
  const claim = prepareRun(
    db,
    'INSERT INTO sent_files (id, conversation, place, type, hash, preview) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const loosen = prepareRun(
    db,
    `INSERT INTO loose_bytes (conversation, hash, free_at, condemned)
     SELECT ?1, hash, ?4, 0 FROM
       (SELECT hash FROM sent_files WHERE conversation = ?1 AND place BETWEEN ?2 AND ?3
        UNION SELECT preview FROM sent_files WHERE conversation = ?1 AND place BETWEEN ?2 AND ?3 AND preview IS NOT NULL)
     WHERE true
     ON CONFLICT DO UPDATE SET free_at = max(free_at, excluded.free_at)`,
  );
  // Of a node that died between its append and `confirm`: otherwise it would be its uploader's again.
  const endUploads = prepareRun(
    db,
    `UPDATE uploads SET expires_at = 0 WHERE id IN (SELECT id FROM sent_files WHERE conversation = ? AND place BETWEEN ? AND ?)`,
  );
  const countSent = prepareOne<{ readonly files: number }>(db, 'SELECT count(*) AS files FROM sent_files');
  const release = prepareRun(db, 'DELETE FROM sent_files WHERE conversation = ? AND place BETWEEN ? AND ?');
  const page = prepareAll<{ readonly id: string; readonly place: number }>(
    db,
    'SELECT id, place FROM sent_files WHERE conversation = ? AND place BETWEEN ? AND ? ORDER BY place DESC LIMIT ?',
  );
  const pageOfSent = prepareAll<{ readonly id: string; readonly place: number }>(
    db,
    `SELECT id, place FROM sent_files WHERE conversation = ? AND type <> 'link' AND place BETWEEN ? AND ?
     ORDER BY place DESC LIMIT ?`,
  );
  const pageOfType = prepareAll<{ readonly id: string; readonly place: number }>(
    db,
    `SELECT id, place FROM sent_files WHERE conversation = ? AND type = ? AND place BETWEEN ? AND ?
     ORDER BY place DESC LIMIT ?`,
  );
  const loose = prepareAll<{ readonly hash: string; readonly held: number }>(
    db,
    `SELECT hash, EXISTS (SELECT 1 FROM sent_files s WHERE s.conversation = l.conversation AND s.hash = l.hash)
       OR EXISTS (SELECT 1 FROM sent_files s WHERE s.conversation = l.conversation AND s.preview = l.hash) AS held
     FROM loose_bytes l WHERE conversation = ? AND free_at <= ? ORDER BY free_at LIMIT ?`,
  );
  const condemn = prepareRun(db, 'UPDATE loose_bytes SET condemned = 1 WHERE conversation = ? AND hash = ?');
  const tie = prepareRun(db, 'DELETE FROM loose_bytes WHERE conversation = ? AND hash = ?');
  const nextLoose = prepareOne<{ readonly at: number | null }>(
    db,
    'SELECT min(free_at) AS at FROM loose_bytes WHERE conversation = ?',
  );
  // A lease that somebody holds is lost by it: she has perhaps looked already.
  const queue = prepareRun(
    db,
    `INSERT INTO tasks (user, conversation, consumer, epoch, seq, due_at) VALUES (?1, '', ${consumers.files.bit}, '', 0, ?2)
     ON CONFLICT DO UPDATE SET due_at = iif(lease IS NULL, min(due_at, ?2), ?2), lease = NULL`,
  );

  const shown = prepareOne<{ readonly shown_by: string; readonly file: string }>(
    db,
    'SELECT shown_by, file FROM shown_files WHERE id = ?',
  );
  const show = prepareRun(db, 'INSERT INTO shown_files (id, owner, shown_by, file) VALUES (?, ?, ?, ?)');
  const hide = prepareRun(db, 'DELETE FROM shown_files WHERE id = ?');
  const letGo = prepareRun(
    db,
    'INSERT INTO uploads (id, owner, expires_at, file) SELECT id, owner, ?2, file FROM shown_files WHERE id = ?1',
  );

  const toRecord = (row: UploadRow, owner: UserId): FileRecord => ({
    id: asFileId(row.id),
    owner,
    // Written by this adapter alone.
    file: row.file === null ? null : (JSON.parse(row.file) as StoredFile),
    partial:
      row.partial === null
        ? null
        : { ...(JSON.parse(row.partial) as Omit<PartialUpload, 'expiresAt'>), expiresAt: row.expires_at },
    conversation: row.conversation === null ? null : asConversationId(row.conversation),
    isUnsent: true,
    shownBy: null,
  });

  /** What message holds at this place; null where it is gone, or lies before what exists for her. */
  const heldAt = (row: SeenRow, id: FileId, place: number): HeldFile | null => {
    const seq = seqOf(place);
    const found = seq < row.first_seq ? undefined : log.message(row.no, seq);
    const message = found && toMessage(found, asConversationId(row.id));
    const file = [...filesIn(message?.parts), ...picturesIn(message?.links)].find((one) => one.id === id);
    return message && file ? { file, seq, author: message.author, at: message.at } : null;
  };

  return {
    /** In the step of an append: null where its files can be claimed. */
    refusalToClaim(conversation: ConversationId, some: readonly StoredFile[]): 'file-taken' | 'file-unheld' | null {
      if (some.some(({ id }) => sent(id) !== undefined)) return 'file-taken';
      return some.flatMap(hashesOf).every((hash) => held(conversation, hash)?.condemned === 0) ? null : 'file-unheld';
    },
    claim(conversation: ConversationId, seq: number, some: readonly StoredFile[]): void {
      for (const [index, file] of some.entries())
        claim(file.id, conversation, placeOf(seq, index), fileTypeOf(file), file.hash, file.preview ?? null);
    },
    /** In the step that puts previews below a message: those of its pictures that are `gone` are let go, and others claimed in their places. */
    claimPictures(
      conversation: ConversationId,
      seq: number,
      gone: readonly StoredFile[],
      some: readonly StoredFile[],
    ): void {
      const now = steadyNow();
      for (const { id } of gone) {
        const place = sent(id)?.place ?? -1;
        if (loosen(conversation, place, place, now) === 0) continue;
        release(conversation, place, place);
        queue(conversation, now);
      }
      const from = placeOf(seq, placesOfMessage - 1);
      const taken = new Set(
        page(conversation, from, placeOf(seq, firstPicture), placesOfMessage).map(({ place }) => place),
      );
      const free = Array.from({ length: placesOfMessage - firstPicture }, (_, n) => from + n).filter(
        (n) => !taken.has(n),
      );
      for (const [index, file] of some.entries())
        claim(file.id, conversation, free[index] ?? 0, 'link', file.hash, file.preview ?? null);
    },
    /** In the step of what takes messages away. */
    release(conversation: ConversationId, first: number, last: number): void {
      const [from, to] = [placeOf(first, placesOfMessage - 1), placeOf(last, 0)];
      const now = steadyNow();
      if (loosen(conversation, from, to, now) === 0) return;
      endUploads(conversation, from, to);
      release(conversation, from, to);
      queue(conversation, now);
    },

    /** An upload of hers becomes her picture (`by`), or that of a room. */
    show(id: FileId, by: UserId | ConversationId): Awaited<ReturnType<Files['show']>> {
      const before = shown(id);
      if (before) return before.shown_by === by ? 'already' : 'gone';
      const row = upload(id);
      if (!row || row.file === null || row.conversation !== null || row.expires_at <= steadyNow()) return 'gone';
      show(id, fileOwner(id) ?? '', by, row.file);
      drop(id);
      return 'shown';
    },
    unshow(id: FileId): void {
      if (letGo(id, steadyNow()) === 0) return;
      hide(id);
      queue(fileOwner(id) ?? '', steadyNow());
    },

    begin(
      { id, bytes, partial }: Parameters<Files['begin']>[0],
      bounds: UploadBounds,
    ): Awaited<ReturnType<Files['begin']>> {
      const owner = fileOwner(id) ?? '';
      const now = steadyNow();
      const today = Math.floor(now / dayMs);
      const retryAfterMs = (today + 1) * dayMs - now;
      const known = day(owner);
      const before = known?.day === today ? known.bytes : 0;
      if (before + bytes > bounds.dayBytes) return { status: 'over-quota', retryAfterMs };
      if ((unsent(owner)?.count ?? 0) >= bounds.unsent) return { status: 'too-many', retryAfterMs: bounds.lifeMs };
      setDay(owner, today, before + bytes);
      begin(id, owner, now + bounds.lifeMs, partial ? JSON.stringify({ ...partial, bytes, parts: [] }) : null);
      queue(owner, now + bounds.lifeMs);
      return { status: 'begun' };
    },
    addPart(id: FileId, offset: number, part: UploadPart): Awaited<ReturnType<Files['addPart']>> {
      const row = upload(id);
      if (!row || row.partial === null || row.expires_at <= steadyNow()) return 'gone';
      const partial = JSON.parse(row.partial) as PartialUpload;
      if (offset !== partial.parts.reduce((sum, { bytes }) => sum + bytes, 0)) return 'elsewhere';
      if (partial.parts.length >= mostParts) return 'full';
      setPartial(JSON.stringify({ ...partial, parts: [...partial.parts, part] }), id);
      return 'added';
    },
    keep: (file: StoredFile): boolean => keep(JSON.stringify(file), file.id, steadyNow()) === 1,
    drop: (id: FileId): void => void drop(id),
    withdraw: (id: FileId): boolean => withdraw(id, steadyNow()) === 1,

    countSent: (): number => countSent()?.files ?? 0,

    find(id: FileId): FileRecord | null {
      const owner = fileOwner(id);
      if (owner === null) return null;
      const place = sent(id);
      if (place)
        return {
          id,
          owner,
          file: null,
          partial: null,
          conversation: asConversationId(place.conversation),
          isUnsent: false,
          shownBy: null,
        };
      const picture = shown(id);
      if (picture)
        return {
          ...{ id, owner, file: JSON.parse(picture.file) as StoredFile, partial: null, conversation: null },
          ...{ isUnsent: false, shownBy: toShownBy(picture.shown_by) },
        };
      const row = upload(id);
      return row && row.expires_at > steadyNow() ? toRecord(row, owner) : null;
    },

    reserve(
      file: StoredFile,
      conversation: ConversationId,
      copy?: { readonly lifeMs: number },
    ): Awaited<ReturnType<Files['reserve']>> {
      const now = steadyNow();
      if (copy) {
        const owner = fileOwner(file.id) ?? '';
        reserveCopy(file.id, owner, now + copy.lifeMs, conversation, JSON.stringify(file));
        queue(owner, now + copy.lifeMs);
        return 'reserved';
      }
      const row = upload(file.id);
      if (!row || row.expires_at <= now) return 'gone';
      if (row.conversation !== null && row.conversation !== conversation) return 'elsewhere';
      reserve(conversation, file.id);
      return 'reserved';
    },
    prolong(id: FileId, lifeMs: number): void {
      const now = steadyNow();
      if (prolong(now + lifeMs, id, now) === 1) queue(fileOwner(id) ?? '', now + lifeMs);
    },
    hold(
      conversation: ConversationId,
      by: UserId,
      hashes: readonly string[],
      holdMs: number,
    ): Awaited<ReturnType<Files['hold']>> {
      const row = find.seen(by, conversation);
      if (!row || !isMember(row)) return 'refused';
      if (hashes.some((hash) => held(conversation, hash)?.condemned === 1)) return 'condemned';
      const now = steadyNow();
      for (const hash of hashes) hold(conversation, hash, now + holdMs);
      queue(conversation, now + holdMs);
      return 'held';
    },

    read(conversation: ConversationId, reader: UserId, id: FileId): Awaited<ReturnType<Files['read']>> {
      const row = find.seen(reader, conversation);
      const refusal = refusalIn(row, toRead);
      if (refusal || !row) return refusal ?? { status: 'unclaimed' };
      const place = sent(id);
      const found = place?.conversation === conversation ? heldAt(row, id, place.place) : null;
      return found ? { status: 'file', ...found } : { status: 'unclaimed' };
    },
    isClaimed: (conversation: ConversationId, id: FileId): boolean => sent(id)?.conversation === conversation,

    isKnown: (conversation: ConversationId, hash: string): boolean =>
      held(conversation, hash) !== undefined || holds(conversation, hash) !== undefined,

    list(
      conversation: ConversationId,
      reader: UserId,
      type: FileType | undefined,
      cursor: string | undefined,
      limit: number,
    ): Awaited<ReturnType<Files['list']>> {
      if (cursor !== undefined && !/^\d{1,16}$/.test(cursor)) throw unreadableCursor();
      const row = find.seen(reader, conversation);
      const refusal = refusalIn(row, toRead);
      if (refusal || !row) return refusal ?? { status: 'page', rows: [], next: null };
      const first = placeOf(row.first_seq, placesOfMessage - 1);
      const last = cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(cursor) - 1;
      const found =
        type === undefined
          ? pageOfSent(conversation, first, last, limit + 1)
          : pageOfType(conversation, type, first, last, limit + 1);
      const shown = found.slice(0, limit);
      return {
        status: 'page',
        rows: shown.flatMap(({ id, place }) => heldAt(row, asFileId(id), place) ?? []),
        next: found.length > limit ? String(shown.at(-1)?.place ?? 0) : null,
      };
    },

    expired: (owner: UserId, limit: number): readonly FileRecord[] =>
      expired(owner, steadyNow(), limit).map((row) => toRecord(row, owner)),
    forsake(owner: UserId): void {
      const now = steadyNow();
      if (expireAll(owner, now) > 0) queue(owner, now);
    },
    condemn(conversation: ConversationId, limit: number): Condemned {
      const found = loose(conversation, steadyNow(), limit);
      for (const { hash, held: isHeld } of found)
        if (isHeld === 1) tie(conversation, hash);
        else condemn(conversation, hash);
      return { hashes: found.filter((one) => one.held === 0).map(({ hash }) => hash), ids: [] };
    },
    cleared(conversation: ConversationId, { hashes }: Condemned): void {
      for (const hash of hashes) tie(conversation, hash);
    },
    settleLater(subject: ConversationId | UserId): void {
      const next = isUserId(subject) ? nextExpiry(subject) : nextLoose(subject);
      if (next?.at) queue(asUserId(subject), Math.max(next.at, steadyNow()));
    },
  };
}
export type WorkerFiles = ReturnType<typeof files>;
