import { asConversationId, asFileId, isUserId } from '@rookery/protocol';
import type { ConversationId, FileId, UserId } from '@rookery/protocol';
import { fileOwner } from '../../domain/new-id.ts';
import type { MendedPlaces } from '../../ports/files.ts';
import { conversationKey, userKey } from './keys.ts';
import { eachKey } from './records/read-keys.ts';
import { list, number, text } from './reply.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';

/** Files that are looked at in one step: a few ms of a master's time. */
const stepFiles = 500;

/** What messages hold is written in the conversation's slot, and which conversation that is in the owner's: from the first the second is made again. */
export async function mendFilePlaces(shards: Shards): Promise<MendedPlaces> {
  const conversations = new Set<ConversationId>();
  await eachKey(shards, (key) => {
    const [, tag = '', own = ''] = /^\{([^}]*)\}([^:]*):f$/.exec(key) ?? [];
    const id = own === '' ? tag : own;
    // A person's part of this name is her second factor.
    if (id !== '' && !isUserId(id)) conversations.add(asConversationId(id));
  });
  let [files, mended] = [0, 0];
  for (const conversation of conversations) {
    // A scan may come to the same one twice.
    const seen = new Set<FileId>();
    for (let cursor = '0', isMore = true; isMore; isMore = cursor !== '0') {
      const reply = await shards.run({
        script: script('file-scan'),
        keys: [conversationKey(conversation, 'f')],
        args: [cursor, stepFiles],
      });
      const [next, found] = list(reply);
      cursor = text(next);
      for (const [owner, ids] of byOwner(list(found).map(text), seen)) {
        const { reply: known } = await shards.commit({
          script: script('file-mend'),
          keys: ['u', 'ff', 'fe'].map((part) => userKey(owner, part)),
          args: [conversation, ...ids],
        });
        mended += number(known);
      }
    }
    files += seen.size;
  }
  return { files, mended };
}

/** Those that were not seen yet. Fields with a number sign are counts of bytes. */
function byOwner(fieldsAndValues: readonly string[], seen: Set<FileId>): Map<UserId, FileId[]> {
  const some = new Map<UserId, FileId[]>();
  for (let index = 0; index < fieldsAndValues.length; index += 2) {
    const id = asFileId(fieldsAndValues[index] ?? '');
    const owner = id.startsWith('#') || seen.has(id) ? null : fileOwner(id);
    if (owner === null) continue;
    seen.add(id);
    some.set(owner, [...(some.get(owner) ?? []), id]);
  }
  return some;
}
