import type { ConversationId, FileId, UserId } from '@rookery/protocol';
import type { StoredFile } from '../domain/stored-file.ts';
import type { Ports } from './ports.ts';

export type FoundFile = {
  readonly file: StoredFile;
  /** Where its bytes lie. */
  readonly scope: string;
  /** It is its uploader's still: then for which conversation it is reserved, if any. */
  readonly unsent: { readonly reservedFor: ConversationId | null } | null;
};

/**
 * A file that she may read now; null for any other, as if there were none: before it is sent it is its uploader's alone, afterwards it is for who may
 * read the message that holds it. [FILE-8]
 */
export async function findFile({ files }: Pick<Ports, 'files'>, reader: UserId, id: FileId): Promise<FoundFile | null> {
  const record = await files.find(id);
  if (!record) return null;
  const { conversation, file, isUnsent, shownBy } = record;
  // Of pictures that stand for somebody or a room others tell: show-picture.ts.
  if (shownBy !== null) return null;
  if (conversation !== null) {
    const read = await files.read(conversation, reader, id);
    if (read.status === 'file') return { file: read.file, scope: conversation, unsent: null };
    // Sent, and not hers to read (any more), though the uploader's part has not ended yet.
    if (!isUnsent || (await files.isClaimed(conversation, id))) return null;
  }
  if (record.owner !== reader || file === null) return null;
  return { file, scope: id, unsent: { reservedFor: conversation } };
}
