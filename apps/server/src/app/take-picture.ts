import { ChatError } from '@rookery/protocol';
import type { ConversationId, FileId, UserId } from '@rookery/protocol';
import { newFileId } from '../domain/new-id.ts';
import { hashesOf } from '../domain/stored-file.ts';
import type { StoredFile } from '../domain/stored-file.ts';
import type { Ports } from './ports.ts';

type Taking = Pick<Ports, 'files' | 'blobs' | 'intake' | 'clock'>;

/** A picture on its way into a message, from outside. */
export type TakenPicture = {
  readonly file: StoredFile;
  /** Whether a message has come to hold it. Where nobody knows it is not called: then the upload expires, and whoever sweeps asks. */
  readonly end: (isHeld: boolean) => Promise<void>;
};

/** It does not count as the author's upload: she has uploaded nothing. */
const bounds = { dayBytes: Number.MAX_SAFE_INTEGER, unsent: 1_000_000, lifeMs: 3_600_000 };
const holdMs = 30_000;
const againMs = 1_000;

/**
 * Makes a picture ready to be claimed by a message of this author, like a file that she sends: made anew here, with its bytes in the conversation.
 * Null where it is none, or she is no member any more. [LINK-6]
 */
export async function takePicture(
  ports: Taking,
  author: UserId,
  conversation: ConversationId,
  bytes: Uint8Array,
): Promise<TakenPicture | null> {
  const id = newFileId(author);
  await ports.files.begin({ id, bytes: 0 }, bounds);
  const taken = await ports.intake.take(id, pieces(bytes), bytes.length);
  const file: StoredFile = { id, name: 'preview', createdAt: ports.clock.now(), ...taken };
  const isReady =
    file.isShown === true && file.type.startsWith('image/') && (await bring(ports, author, conversation, file));
  if (isReady) return { file, end: (isHeld) => end(ports, conversation, file, isHeld) };
  await end(ports, conversation, file, false);
  return null;
}

async function bring(
  { files, blobs }: Taking,
  author: UserId,
  conversation: ConversationId,
  file: StoredFile,
): Promise<boolean> {
  if (!(await files.keep(file)) || (await files.reserve(file, conversation)) !== 'reserved') return false;
  const held = await files.hold(conversation, author, hashesOf(file), holdMs);
  if (held === 'condemned') throw new ChatError('unavailable', { retryAfterMs: againMs });
  if (held === 'refused') return false;
  for (const hash of hashesOf(file)) if (!(await blobs.copy(file.id, conversation, hash))) return false;
  return true;
}

async function end(
  { files, blobs }: Pick<Taking, 'files' | 'blobs'>,
  conversation: ConversationId,
  file: StoredFile,
  isHeld: boolean,
): Promise<void> {
  // What is cut off here is done when the upload expires.
  for (const hash of hashesOf(file)) await blobs.remove(scopeOf(file.id), hash);
  await (isHeld ? files.confirm(file.id, conversation) : files.drop(file.id));
}

/** Until it is held its bytes lie under its own id. */
const scopeOf = (id: FileId): string => id;

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
