import { asConversationId, asFileId, asUserId, isUserId } from '@rookery/protocol';
import type { ConversationId, FileId, FileType, UserId } from '@rookery/protocol';
import { fileOwner } from '../../domain/new-id.ts';
import { filesIn } from '../../domain/part.ts';
import type { StoredFile } from '../../domain/stored-file.ts';
import { picturesIn } from '../../domain/stored-link.ts';
import { unreadableCursor } from '../../domain/unreadable-cursor.ts';
import { lookedAtFiles, mostParts } from '../../ports/files.ts';
import type {
  Condemned,
  FileRecord,
  Files,
  HeldFile,
  MendedPlaces,
  NamedUpload,
  PartialUpload,
  UploadBounds,
  UploadPart,
} from '../../ports/files.ts';
import type { ColdRows } from './cold-rows.ts';
import { mendFilePlaces } from './file-places.ts';
import { conversationKey, conversationKeys, dueKey, taskKeyOf, userKey } from './keys.ts';
import { unpackEntry } from './packing/message-entry.ts';
import { toOverlay } from './packing/overlay.ts';
import { refusalFrom } from './refusal.ts';
import { bytes, list, number, text } from './reply.ts';
import type { Reply } from './reply.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';

/** By the first letter of what is listed; `d` for documents. */
export const fileLetters: Readonly<Record<FileType, string>> = { image: 'i', video: 'v', audio: 'a', document: 'd' };

/** Uploads lie in their owner's slot, what messages hold in the conversation's. */
export class RedisFiles implements Files {
  readonly #shards: Shards;
  readonly #cold: ColdRows;

  constructor(shards: Shards, cold: ColdRows) {
    this.#shards = shards;
    this.#cold = cold;
  }

  async begin(
    { id, bytes: size, partial }: Parameters<Files['begin']>[0],
    bounds: UploadBounds,
  ): ReturnType<Files['begin']> {
    const { reply } = await this.#shards.commit({
      script: script('upload-begin'),
      keys: [...keysOf(id, 'fp', 'fe', 'fq', 'fr'), ...taskKeys(ownerOf(id))],
      args: [...[id, size, bounds.dayBytes, bounds.unsent, bounds.lifeMs], partial ? JSON.stringify(partial) : ''],
    });
    const [status, retryAfterMs] = list(reply);
    const known = text(status);
    return known === 'over-quota' || known === 'too-many'
      ? { status: known, retryAfterMs: number(retryAfterMs) }
      : { status: 'begun' };
  }

  async addPart(id: FileId, offset: number, part: UploadPart): ReturnType<Files['addPart']> {
    const { reply } = await this.#shards.commit({
      script: script('upload-part'),
      keys: keysOf(id, 'fr', 'fe'),
      args: [id, offset, part.bytes, part.hash, mostParts],
    });
    const status = text(reply);
    return status === 'added' || status === 'elsewhere' || status === 'full' ? status : 'gone';
  }

  async keep(file: StoredFile): Promise<boolean> {
    const { reply } = await this.#shards.commit({
      script: script('upload-keep'),
      keys: keysOf(file.id, 'fp', 'fe'),
      args: [file.id, JSON.stringify(file)],
    });
    return reply === 1;
  }

  drop(id: FileId): Promise<void> {
    return this.#end(id, '');
  }

  async withdraw(id: FileId): Promise<boolean> {
    const { reply } = await this.#shards.commit({
      script: script('upload-withdraw'),
      keys: keysOf(id, 'fc', 'fe'),
      args: [id],
    });
    return reply === 1;
  }

  confirm(id: FileId, conversation: ConversationId): Promise<void> {
    return this.#end(id, conversation);
  }

  async #end(id: FileId, conversation: ConversationId | ''): Promise<void> {
    await this.#shards.commit({
      script: script('upload-drop'),
      keys: keysOf(id, 'fp', 'fc', 'fe', 'ff', 'fr'),
      args: [id, conversation],
    });
  }

  async find(id: FileId): Promise<FileRecord | null> {
    const owner = fileOwner(id);
    if (owner === null) return null;
    const reply = await this.#shards.run({
      script: script('file-find'),
      keys: keysOf(id, 'fp', 'fc', 'fe', 'ff', 'fr', 'fa'),
      args: [id],
    });
    if (reply === null) return null;
    const [status, first, second, pieces, ends] = list(reply);
    if (text(status) === 'unsent') return toRecord(id, owner, first, second, pieces, ends);
    const gone = { id, owner, partial: null, isUnsent: false };
    if (text(status) === 'sent')
      return { ...gone, file: null, conversation: asConversationId(text(first)), shownBy: null };
    const [, by = '', json = ''] = /^(\S+) (.*)$/s.exec(text(first)) ?? [];
    const shownBy = isUserId(by) ? by : asConversationId(by);
    return { ...gone, file: JSON.parse(json) as StoredFile, conversation: null, shownBy };
  }

  async show(id: FileId, room: ConversationId) {
    const { reply } = await this.#shards.commit({
      script: script('file-show'),
      keys: [...keysOf(id, 'fp', 'fe', 'fa', 'fc', 'fr'), ...taskKeys(ownerOf(id))],
      args: [id, room],
    });
    const status = text(reply);
    return status === 'shown' || status === 'already' ? status : 'gone';
  }

  async unshow(id: FileId): Promise<void> {
    await this.#shards.commit({
      script: script('file-unshow'),
      keys: [...keysOf(id, 'fp', 'fe', 'fa'), ...taskKeys(ownerOf(id))],
      args: [id],
    });
  }

  async reserve(file: StoredFile, conversation: ConversationId, copy?: { readonly lifeMs: number }) {
    const { reply } = await this.#shards.commit({
      script: script('file-reserve'),
      keys: [...keysOf(file.id, 'fp', 'fc', 'fe'), ...taskKeys(ownerOf(file.id))],
      args: [file.id, conversation, JSON.stringify(file), copy?.lifeMs ?? ''],
    });
    const status = text(reply);
    return status === 'reserved' || status === 'elsewhere' ? status : 'gone';
  }

  async prolong(id: FileId, lifeMs: number): Promise<void> {
    await this.#shards.commit({
      script: script('file-prolong'),
      keys: [...keysOf(id, 'fe'), ...taskKeys(ownerOf(id))],
      args: [id, lifeMs],
    });
  }

  async hold(conversation: ConversationId, by: UserId, hashes: readonly string[], holdMs: number) {
    const { reply } = await this.#shards.commit({
      script: script('bytes-hold'),
      keys: [...conversationKeys(conversation, 'cmfz'), ...taskKeys(conversation)],
      args: [by, holdMs, ...hashes],
    });
    const status = text(reply);
    return status === 'held' || status === 'condemned' ? status : 'refused';
  }

  read(conversation: ConversationId, reader: UserId, id: FileId) {
    return this.#cold.reading(() => this.#read(conversation, reader, id));
  }

  async #read(conversation: ConversationId, reader: UserId, id: FileId) {
    const reply = await this.#shards.run({
      script: script('file-read'),
      keys: [conversationKey(conversation, 'c')],
      args: [reader, id],
    });
    const [status, seq, kept, writer, became, named] = list(reply);
    if (text(status) === 'unclaimed') return { status: 'unclaimed' as const };
    if (text(status) !== 'file') return refusalFrom(status, seq);
    const cold = await this.#cold.blocks(conversation, named);
    const [entry, author] = cold.written(seq, kept, writer);
    const overlay = bytes(kept).length > 0 ? became : Buffer.from(cold.at(number(seq)).changes?.overlay ?? '');
    const held = toHeld(id, seq, entry, author, picturesIn(toOverlay(overlay, undefined)?.links));
    return held ? { status: 'file' as const, ...held } : { status: 'unclaimed' as const };
  }

  async isClaimed(conversation: ConversationId, id: FileId): Promise<boolean> {
    const reply = await this.#shards.run({
      script: script('read-hash'),
      keys: [conversationKey(conversation, 'f')],
      args: [id],
    });
    return text(list(reply)[0]) !== '';
  }

  async isKnown(conversation: ConversationId, hash: string): Promise<boolean> {
    const reply = await this.#shards.run({
      script: script('read-hash'),
      keys: [conversationKey(conversation, 'f')],
      args: [`#${hash}`],
    });
    return text(list(reply)[0]) !== '';
  }

  list(...asked: Parameters<Files['list']>): ReturnType<Files['list']> {
    return this.#cold.reading(() => this.#list(...asked));
  }

  async #list(
    conversation: ConversationId,
    reader: UserId,
    type: FileType | undefined,
    cursor: string | undefined,
    limit: number,
  ) {
    if (cursor !== undefined && !/^\d{1,16}$/.test(cursor)) throw unreadableCursor();
    const reply = await this.#shards.run({
      script: script('file-list'),
      keys: [conversationKey(conversation, 'c')],
      args: [reader, type === undefined ? '' : fileLetters[type], cursor ?? '', limit, lookedAtFiles],
    });
    const [status, rows, next, named] = list(reply);
    if (text(status) !== 'page') return refusalFrom(status, rows);
    const cold = await this.#cold.blocks(conversation, named);
    return {
      status: 'page' as const,
      rows: list(rows).flatMap((row) => {
        const [id, seq, entry, author] = list(row);
        return toHeld(asFileId(text(id)), seq, ...cold.written(seq, entry, author)) ?? [];
      }),
      next: text(next) === '' ? null : text(next),
    };
  }

  async expired(owner: UserId, limit: number): Promise<readonly FileRecord[]> {
    const reply = await this.#shards.run({
      script: script('uploads-expired'),
      keys: ['fp', 'fc', 'fe', 'fr'].map((part) => userKey(owner, part)),
      args: [limit],
    });
    return list(reply).map((row) => {
      const [id, file, conversation, pieces, ends] = list(row);
      return toRecord(asFileId(text(id)), owner, file, conversation, pieces, ends);
    });
  }

  async forsake(owner: UserId): Promise<void> {
    await this.#shards.commit({
      script: script('uploads-forsake'),
      keys: [userKey(owner, 'fe'), ...taskKeys(owner)],
      args: [],
    });
  }

  async condemn(conversation: ConversationId, limit: number): Promise<Condemned> {
    const { reply } = await this.#shards.commit({
      script: script('bytes-condemn'),
      keys: conversationKeys(conversation, 'cfz'),
      args: [limit],
    });
    const [hashes, ids] = list(reply);
    return { hashes: list(hashes).map(text), ids: list(ids).map((id) => asFileId(text(id))) };
  }

  async cleared(conversation: ConversationId, { hashes, ids }: Condemned): Promise<void> {
    // What leads to them first: where this is cut off it is done again.
    await Promise.all(
      ids.map((id) => this.#shards.commit({ script: script('file-forget'), keys: keysOf(id, 'ff'), args: [id] })),
    );
    await this.#shards.commit({
      script: script('bytes-cleared'),
      keys: conversationKeys(conversation, 'fz'),
      args: [...hashes.map((hash) => `#${hash}`), ...ids],
    });
  }

  async settleLater(subject: ConversationId | UserId): Promise<void> {
    const moments = isUserId(subject) ? userKey(subject, 'fe') : conversationKey(subject, 'z');
    await this.#shards.commit({ script: script('files-later'), keys: [moments, ...taskKeys(subject)], args: [] });
  }

  mendPlaces(): Promise<MendedPlaces> {
    return mendFilePlaces(this.#shards);
  }
}

/** The record of the task of somebody's or some conversation's files, and what is due in that slot. */
export const taskKeys = (subject: ConversationId | UserId): string[] => [
  taskKeyOf({ kind: 'owed', consumer: 'files', subject }),
  dueKey(subject),
];

/** An id that the server has not made leads to nobody's slot. */
const ownerOf = (id: FileId): UserId => fileOwner(id) ?? asUserId('u_');
const keysOf = (id: FileId, ...parts: readonly string[]): string[] => parts.map((part) => userKey(ownerOf(id), part));

const toRecord = (
  id: FileId,
  owner: UserId,
  file: Reply | undefined,
  conversation: Reply | undefined,
  pieces: Reply | undefined,
  ends: Reply | undefined,
): FileRecord => ({
  partial: toPartial(text(pieces), Number(text(ends))),
  id,
  owner,
  // Written by this adapter alone.
  file: text(file) === '' ? null : (JSON.parse(text(file)) as StoredFile),
  conversation: text(conversation) === '' ? null : asConversationId(text(conversation)),
  isUnsent: true,
  shownBy: null,
});

const toPartial = (lines: string, expiresAt: number): PartialUpload | null =>
  lines === '' ? null : { ...partialOf(lines), expiresAt };

/** Bytes of all, bytes and number of the pieces; what its uploader says as JSON; a line a piece, with its bytes and hash. */
export function partialOf(lines: string): Omit<PartialUpload, 'expiresAt'> {
  const [numbers = '', named = '', ...pieces] = lines.split('\n');
  return {
    // Written by this adapter alone.
    ...(JSON.parse(named) as NamedUpload),
    bytes: Number(numbers.split(' ')[0]),
    parts: pieces.map((piece) => {
      const [bytes, hash = ''] = piece.split(' ');
      return { hash, bytes: Number(bytes) };
    }),
  };
}
/** The other way. */
export function partialLines({ bytes, parts, ...named }: Omit<PartialUpload, 'expiresAt'>): string {
  const soFar = parts.reduce((sum, part) => sum + part.bytes, 0);
  const lines = parts.map((part) => `${part.bytes} ${part.hash}`);
  return [`${bytes} ${soFar} ${parts.length}`, JSON.stringify(named), ...lines].join('\n');
}

function toHeld(
  id: FileId,
  seq: Reply | undefined,
  entry: Reply | undefined,
  author: Reply | undefined,
  pictures: readonly StoredFile[] = [],
): HeldFile | null {
  const { at, parts } = unpackEntry(bytes(entry));
  const file = [...filesIn(parts), ...pictures].find((one) => one.id === id);
  return file ? { file, seq: number(seq), author: asUserId(text(author)), at } : null;
}
