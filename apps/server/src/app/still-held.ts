import { isConversationId, isFileId } from '@rookery/protocol';
import type { ConversationId, FileId } from '@rookery/protocol';
import { fileOwner } from '../domain/new-id.ts';
import { filesIn } from '../domain/part.ts';
import type { MessageRecord } from '../domain/store-record.ts';
import { hashesOf } from '../domain/stored-file.ts';
import { picturesIn } from '../domain/stored-link.ts';
import type { ReadUpTo, StoreSource } from '../ports/store-source.ts';

const readAtOnce = 250;

export type BlobName = { readonly scope: string; readonly hash: string };

/** All bytes that a message holds. */
export const hashesIn = ({ parts, links }: Pick<MessageRecord, 'parts' | 'links'>): readonly string[] =>
  [...filesIn(parts), ...picturesIn(links)].flatMap(hashesOf);

/**
 * Which of these bytes, that are not there, are lost: those that a message holds at this moment, or that stand for a person or a room. All others were taken away by a server, which lets go of them in the record first:
 * deleted, replaced, too old, or sent, which moves them to their conversation. What was uploaded and not sent is nobody's loss, and goes before its record does.
 * Cost: reads the whole log of each conversation that is among the scopes.
 */
export async function stillHeld(
  source: Pick<StoreSource, 'log' | 'person'>,
  gone: readonly BlobName[],
): Promise<readonly BlobName[]> {
  const lost: BlobName[] = [];
  for (const [scope, some] of Map.groupBy(gone, (one) => one.scope)) {
    const wanted = new Set(some.map(({ hash }) => hash));
    const held = isConversationId(scope)
      ? await heldIn(source, scope, wanted)
      : isFileId(scope)
        ? await shownBy(source, scope)
        : [];
    lost.push(...some.filter(({ hash }) => held.includes(hash)));
  }
  return lost;
}

async function heldIn(
  source: Pick<StoreSource, 'log'>,
  conversation: ConversationId,
  wanted: ReadonlySet<string>,
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (let reached: ReadUpTo | null = null; ;) {
    const part: Awaited<ReturnType<StoreSource['log']>> = await source.log(conversation, reached, readAtOnce);
    if (part === null) return [];
    if (part === 'restart') {
      found.clear();
      reached = null;
      continue;
    }
    for (const message of part.messages) for (const hash of hashesIn(message)) if (wanted.has(hash)) found.add(hash);
    if (part.isWhole) return [...found];
    reached = part.reached;
  }
}

async function shownBy(source: Pick<StoreSource, 'person'>, id: FileId): Promise<readonly string[]> {
  const owner = fileOwner(id);
  if (owner === null) return [];
  return (await source.person(owner)).flatMap((record) =>
    record.kind === 'shown-file' && record.id === id ? hashesOf(record.file) : [],
  );
}
