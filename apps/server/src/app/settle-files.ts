import { isUserId } from '@rookery/protocol';
import type { ConversationId, UserId } from '@rookery/protocol';
import { hashesOf } from '../domain/stored-file.ts';
import type { Ports } from './ports.ts';

type Settling = Pick<Ports, 'files' | 'blobs'>;

/** Looked at in one step. */
const atOnce = 100;

/** Takes away uploads whose time is over, and bytes that no message holds any more. May be cut off at any moment, and done again. [FILE-5] */
export async function settleFiles(
  ports: Settling,
  subject: ConversationId | UserId,
  signal: AbortSignal,
): Promise<void> {
  const step = isUserId(subject) ? () => endUploads(ports, subject) : () => clear(ports, subject);
  while ((await step()) === atOnce && !signal.aborted);
  await ports.files.settleLater(subject);
}

/** The record goes last: while it is there, what is left is found. */
async function endUploads({ files, blobs }: Settling, owner: UserId): Promise<number> {
  const expired = await files.expired(owner, atOnce);
  for (const { id, file, partial, conversation } of expired) {
    for (const { hash } of partial?.parts ?? []) await blobs.remove(id, hash);
    for (const hash of file ? hashesOf(file) : []) await blobs.remove(id, hash);
    if (conversation !== null && (await files.isClaimed(conversation, id))) await files.confirm(id, conversation);
    else await files.drop(id);
  }
  return expired.length;
}

async function clear({ files, blobs }: Settling, conversation: ConversationId): Promise<number> {
  const condemned = await files.condemn(conversation, atOnce);
  for (const hash of condemned.hashes) await blobs.remove(conversation, hash);
  // Of a node that died between its append and `confirm`: otherwise it would be its uploader's again.
  for (const id of condemned.ids) await files.drop(id);
  if (condemned.hashes.length + condemned.ids.length > 0) await files.cleared(conversation, condemned);
  return condemned.hashes.length + condemned.ids.length;
}
