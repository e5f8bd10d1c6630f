import { ChatError, limits } from '@rookery/protocol';
import type { ConversationId, FileId } from '@rookery/protocol';
import { newFileId } from '../domain/new-id.ts';
import type { Part } from '../domain/part.ts';
import { hashesOf } from '../domain/stored-file.ts';
import type { StoredFile } from '../domain/stored-file.ts';
import type { AppendOutcome } from '../ports/conversation-log.ts';
import type { Actor } from './actor.ts';
import { findFile } from './find-file.ts';
import type { FoundFile } from './find-file.ts';
import type { Ports } from './ports.ts';
import { notFound } from './refuse.ts';

type Attaching = Pick<Ports, 'files' | 'blobs'>;

/** So long bytes stay in a conversation that no message holds yet: longer than any request takes. */
const holdMs = 30_000;
const againMs = 1_000;

/** Files on their way into a message. */
export type Attached = {
  readonly parts: readonly Part[];
  /** What the append came to. */
  readonly end: (outcome: AppendOutcome) => Promise<void>;
};

export const nothingAttached: Attached = { parts: [], end: () => Promise.resolve() };

/** One file as it will be sent; `from`: where its bytes lie. */
type Sending = { readonly file: StoredFile; readonly from: string; readonly isCopy: boolean };

/**
 * Makes everything ready for an append that claims these files: reserves each for the conversation, and copies its bytes there. A file that is sent already goes
 * as a copy with an id of its own. Throws `not_found` where one is not the caller's to send. [FILE-2] [FILE-9]
 */
export async function attachFiles(
  ports: Attaching,
  actor: Pick<Actor, 'user'>,
  conversation: ConversationId,
  ids: readonly FileId[],
): Promise<Attached> {
  if (new Set(ids).size < ids.length)
    throw new ChatError('bad_request', { field: 'files', message: 'files must not name one twice.' });
  const found = await Promise.all(ids.map((id) => findFile(ports, actor.user.id, id)));
  const sending = await Promise.all(
    found.map((one) => {
      if (!one) throw notFound('files');
      return reserve(ports, actor, conversation, one);
    }),
  );
  const hashes = [...new Set(sending.flatMap(({ file }) => hashesOf(file)))];
  const held = await ports.files.hold(conversation, actor.user.id, hashes, holdMs);
  if (held === 'condemned') throw new ChatError('unavailable', { retryAfterMs: againMs });
  // Whoever is no member hears it from the append.
  if (held === 'held')
    for (const { file, from } of sending)
      for (const hash of from === conversation ? [] : hashesOf(file))
        if (!(await ports.blobs.copy(from, conversation, hash))) throw notFound('files');
  return {
    parts: [{ kind: 'files', files: sending.map(({ file }) => file) }],
    end: async (outcome) => {
      // What is not done here is done when the uploads expire.
      await Promise.all(sending.map((one) => end(ports, conversation, one, outcome))).catch(() => undefined);
    },
  };
}

async function reserve(
  { files }: Attaching,
  { user }: Pick<Actor, 'user'>,
  conversation: ConversationId,
  { file, scope, unsent }: FoundFile,
): Promise<Sending> {
  if (unsent && (unsent.reservedFor === null || unsent.reservedFor === conversation)) {
    const reserved = await files.reserve(file, conversation);
    if (reserved === 'gone') throw notFound('files');
    if (reserved === 'reserved') return { file, from: scope, isCopy: false };
  }
  const copy = { ...file, id: newFileId(user.id) };
  await files.reserve(copy, conversation, { lifeMs: limits.unsentFileMs });
  return { file: copy, from: scope, isCopy: true };
}

async function end(
  { files, blobs }: Attaching,
  conversation: ConversationId,
  { file, isCopy }: Sending,
  { status }: AppendOutcome,
): Promise<void> {
  if (status === 'appended') {
    await files.confirm(file.id, conversation);
    if (!isCopy) for (const hash of hashesOf(file)) await blobs.remove(file.id, hash);
  } else if (isCopy) await files.drop(file.id);
}
