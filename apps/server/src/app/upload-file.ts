import { ChatError, limits } from '@rookery/protocol';
import type { File, User } from '@rookery/protocol';
import { cleanFileName } from '../domain/file-name.ts';
import { newFileId } from '../domain/new-id.ts';
import { toWireFile } from '../domain/stored-file.ts';
import type { StoredFile } from '../domain/stored-file.ts';
import type { UploadBounds } from '../ports/files.ts';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';

const gibibyte = 2 ** 30;
/** Files of one person that are not sent yet. */
const mostUnsent = 200;
/** Space that stays free: the larger of a part of the volume, and so many bytes. */
const freePart = 0.05;
const leastFree = gibibyte;
const noSpaceMs = 60_000;

export type AskedUpload = {
  readonly name: string;
  /** As the caller says. */
  readonly bytes: number;
};

type Uploading = Pick<Ports, 'files' | 'blobs' | 'clock'>;

/** The largest file that she may send. */
const mostFileBytes = ({ guest }: User): number => (guest ? limits.guestFileBytes : limits.fileBytes);

const boundsOf = ({ guest }: User): UploadBounds => ({
  dayBytes: guest ? 200 * 2 ** 20 : 2 * gibibyte,
  unsent: mostUnsent,
  lifeMs: limits.unsentFileMs,
});

/** Takes a file in: it is the caller's until she sends it. What is refused by its size is refused before its body is read. [FILE-6] */
export async function uploadFile(
  ports: Uploading,
  { user }: Actor,
  { name, bytes }: AskedUpload,
  body: AsyncIterable<Uint8Array>,
): Promise<File> {
  if (bytes > mostFileBytes(user))
    throw new ChatError('too_large', { message: `A file of yours may have at most ${mostFileBytes(user)} bytes.` });
  if (bytes === 0) throw new ChatError('bad_request', { message: 'This file is empty.' });
  await demandSpace(ports, bytes);
  const id = newFileId(user.id);
  const begun = await ports.files.begin({ id, bytes }, boundsOf(user));
  if (begun.status !== 'begun')
    throw new ChatError('rate_limited', {
      message:
        begun.status === 'over-quota'
          ? 'You have uploaded as much today as one may.'
          : 'Too many files of yours wait to be sent: send some first.',
      retryAfterMs: begun.retryAfterMs,
    });
  let hash: string | null = null;
  try {
    const put = await ports.blobs.put(id, body, { bytes });
    hash = put.hash;
    if (put.bytes !== bytes)
      throw new ChatError('bad_request', { message: 'The body is not as long as Content-Length says.' });
    const file: StoredFile = {
      id,
      name: cleanFileName(name),
      type: 'application/octet-stream',
      bytes,
      createdAt: ports.clock.now(),
      hash,
    };
    if (!(await ports.files.keep(file))) throw new ChatError('unavailable');
    return toWireFile(file);
  } catch (error) {
    // Where this fails too, whoever sweeps does it. Its first error is the one to tell.
    await forget(ports, id, hash).catch(() => undefined);
    throw error;
  }
}

async function forget({ files, blobs }: Uploading, id: StoredFile['id'], hash: string | null): Promise<void> {
  if (hash !== null) await blobs.remove(id, hash);
  await files.drop(id);
}

/** A disk that is full stops more than files. */
async function demandSpace({ blobs }: Uploading, bytes: number): Promise<void> {
  const space = await blobs.free();
  if (space && space.free - bytes < Math.max(leastFree, freePart * space.total))
    throw new ChatError('unavailable', {
      message: 'There is no space left for files on this server.',
      retryAfterMs: noSpaceMs,
    });
}
