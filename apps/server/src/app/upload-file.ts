import { ChatError, limits } from '@rookery/protocol';
import type { FileDetails, FileId, User } from '@rookery/protocol';
import { keptDetails } from '../domain/file-details.ts';
import { cleanFileName } from '../domain/file-name.ts';
import { newFileId } from '../domain/new-id.ts';
import { hashesOf } from '../domain/stored-file.ts';
import type { StoredFile } from '../domain/stored-file.ts';
import type { NamedUpload, PartialUpload, UploadBounds, UploadPart } from '../ports/files.ts';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';
import { notFound } from './refuse.ts';

/** Files of one person that are not sent yet. */
const mostUnsent = 200;
/** Space that stays free: the larger of a part of the volume, and so many bytes. */
const freePart = 0.05;
const leastFree = 2 ** 30;
const noSpaceMs = 60_000;
/** Looked for after so many bytes of each body: many that come at once would otherwise take what each of them was promised. */
const lookEveryBytes = 4 * 2 ** 20;

export type AskedUpload = {
  readonly name: string;
  /** As the caller says. */
  readonly bytes: number;
  readonly details: FileDetails;
};

type Uploading = Pick<Ports, 'files' | 'blobs' | 'intake' | 'keptSettings' | 'clock'>;

/** The largest file that she may send, and how much of hers may come in. */
async function boundsOf(
  { keptSettings }: Uploading,
  { guest }: User,
): Promise<UploadBounds & { readonly fileBytes: number }> {
  const { fileBytes, guestFileBytes, dayFileBytes, guestDayFileBytes } = await keptSettings.now();
  return {
    fileBytes: guest ? guestFileBytes : fileBytes,
    dayBytes: guest ? guestDayFileBytes : dayFileBytes,
    unsent: mostUnsent,
    lifeMs: limits.unsentFileMs,
  };
}

/** Takes a file in: it is the caller's until she sends it. What is refused by its size is refused before its body is read. [FILE-6] */
export async function uploadFile(
  ports: Uploading,
  actor: Actor,
  { name, bytes, details }: AskedUpload,
  body: AsyncIterable<Uint8Array>,
): Promise<StoredFile> {
  const id = await begin(ports, actor, bytes);
  try {
    return await keep(ports, id, { name, bytes, details }, body);
  } catch (error) {
    // Where this fails too, whoever sweeps does it. Its first error is the one to tell.
    await ports.files.drop(id).catch(() => undefined);
    throw error;
  }
}

/** Begins an upload that comes in pieces. [FILE-12] */
export const beginUpload = (ports: Uploading, actor: Actor, { name, bytes, details }: AskedUpload): Promise<FileId> =>
  begin(ports, actor, bytes, { name: cleanFileName(name), details });

/** How far an upload of hers has come; null where there is none. `file`: what it has become. */
export async function lookAtUpload(
  { files }: Pick<Ports, 'files'>,
  { user }: Actor,
  id: FileId,
): Promise<{ readonly partial: PartialUpload; readonly offset: number; readonly file: StoredFile | null } | null> {
  const record = await files.find(id);
  if (!record?.partial || record.owner !== user.id) return null;
  return { partial: record.partial, offset: offsetOf(record.partial), file: record.file };
}

const offsetOf = ({ parts }: PartialUpload): number => parts.reduce((sum, { bytes }) => sum + bytes, 0);

/**
 * Goes on with an upload. As much of the body as comes is kept, also where it breaks off. Answers how far the upload has come, and with its last byte the file. A repeat at
 * the end without a body makes the file, where that did not succeed before. Throws `conflict` where it does not go on at `from`.
 */
export async function goOnWithUpload(
  ports: Uploading,
  actor: Actor,
  id: FileId,
  from: number,
  body: AsyncIterable<Uint8Array>,
): Promise<{ readonly offset: number; readonly file: StoredFile | null; readonly expiresAt: number }> {
  const upload = await lookAtUpload(ports, actor, id);
  if (!upload) throw notFound('id');
  const { partial, offset, file } = upload;
  const { expiresAt } = partial;
  if (offset !== from) throw elsewhere();
  if (file) return { offset, file, expiresAt };
  await demandSpace(ports, partial.bytes - offset);
  const part = await ports.blobs.put(id, whileThereIsSpace(ports, asFarAsItComes(body)), {
    bytes: partial.bytes - offset,
  });
  const parts = part.bytes === 0 ? partial.parts : [...partial.parts, part];
  if (part.bytes > 0) {
    const added = await ports.files.addPart(id, offset, part);
    if (added !== 'added') await forgetPart(ports, id, part);
    if (added === 'gone') throw notFound('id');
    if (added === 'elsewhere') throw elsewhere();
    if (added === 'full')
      throw new ChatError('bad_request', { message: 'This upload has too many pieces: begin anew, with larger ones.' });
  }
  const now = offset + part.bytes;
  if (now < partial.bytes) return { offset: now, file: null, expiresAt };
  const kept = await keep(ports, id, partial, whole(ports, id, parts));
  for (const { hash } of parts) if (!hashesOf(kept).includes(hash)) await ports.blobs.remove(id, hash);
  return { offset: now, file: kept, expiresAt };
}

/** A piece that came too late, beside another one, say: nothing would lead to its bytes. The same bytes may be a piece that counts. */
async function forgetPart({ files, blobs }: Uploading, id: FileId, { hash }: UploadPart): Promise<void> {
  const record = await files.find(id);
  const isCounted = record?.partial?.parts.some((part) => part.hash === hash) ?? false;
  if (!isCounted && !(record?.file && hashesOf(record.file).includes(hash))) await blobs.remove(id, hash);
}

/** Ends an upload, or takes a file back that was not sent, and forgets its bytes. Throws `not_found` where it is being sent, or has been. */
export async function endUpload(ports: Uploading, actor: Actor, id: FileId): Promise<void> {
  const record = await ports.files.find(id);
  if (!record?.isUnsent || record.owner !== actor.user.id) throw notFound('id');
  // A message that is on its way has reserved it before, or finds that it is gone. Should this node die here, whoever sweeps goes on.
  if (!(await ports.files.withdraw(id))) throw notFound('id');
  const hashes = [
    ...(record.partial?.parts ?? []).map(({ hash }) => hash),
    ...(record.file ? hashesOf(record.file) : []),
  ];
  for (const hash of new Set(hashes)) await ports.blobs.remove(id, hash);
  await ports.files.drop(id);
}

const elsewhere = (): ChatError =>
  new ChatError('conflict', { message: 'The upload goes on at another place: ask with HEAD where.' });

/** Whoever breaks off goes on later from here. */
async function* asFarAsItComes(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch {
    // What has come is kept.
  }
}

async function* whole({ blobs }: Uploading, id: FileId, parts: readonly UploadPart[]): AsyncGenerator<Uint8Array> {
  for (const { hash } of parts) {
    const opened = await blobs.open(id, hash);
    if (!opened) throw new ChatError('unavailable');
    for await (const piece of opened.stream) yield piece as Uint8Array;
  }
}

/** Its bytes go through the intake, and the record has the outcome. */
async function keep(
  ports: Uploading,
  id: FileId,
  { name, bytes, details }: AskedUpload,
  body: AsyncIterable<Uint8Array>,
): Promise<StoredFile> {
  const taken = await ports.intake.take(id, whileThereIsSpace(ports, body), bytes);
  const file: StoredFile = {
    id,
    name: cleanFileName(name),
    createdAt: ports.clock.now(),
    ...taken,
    ...keptDetails(taken, details),
  };
  if (await ports.files.keep(file)) return file;
  for (const hash of hashesOf(taken)) await ports.blobs.remove(id, hash);
  throw new ChatError('unavailable');
}

async function begin(ports: Uploading, { user }: Actor, bytes: number, partial?: NamedUpload): Promise<FileId> {
  const bounds = await boundsOf(ports, user);
  if (bytes > bounds.fileBytes)
    throw new ChatError('too_large', { message: `A file of yours may have at most ${bounds.fileBytes} bytes.` });
  if (bytes === 0) throw new ChatError('bad_request', { message: 'This file is empty.' });
  await demandSpace(ports, bytes);
  const id = newFileId(user.id);
  const begun = await ports.files.begin({ id, bytes, ...(partial ? { partial } : {}) }, bounds);
  if (begun.status === 'begun') return id;
  throw new ChatError('rate_limited', {
    message:
      begun.status === 'over-quota'
        ? 'You have uploaded as much today as one may.'
        : 'Too many files of yours wait to be sent: send some first.',
    retryAfterMs: begun.retryAfterMs,
  });
}

async function* whileThereIsSpace(
  ports: Pick<Ports, 'blobs'>,
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let sinceLook = 0;
  for await (const piece of body) {
    yield piece;
    sinceLook += piece.length;
    if (sinceLook < lookEveryBytes) continue;
    sinceLook = 0;
    await demandSpace(ports, 0);
  }
}

/** A disk that is full stops more than files. */
async function demandSpace({ blobs }: Pick<Ports, 'blobs'>, bytes: number): Promise<void> {
  const space = await blobs.free();
  if (space && space.free - bytes < Math.max(leastFree, freePart * space.total))
    throw new ChatError('unavailable', {
      message: 'There is no space left for files on this server.',
      retryAfterMs: noSpaceMs,
    });
}
