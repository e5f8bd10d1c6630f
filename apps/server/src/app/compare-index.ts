import type { ConversationId, Position } from '@rookery/protocol';
import { toIndexed } from '../domain/search/indexed-message.ts';
import type { IndexedMessage } from '../domain/search/indexed-message.ts';
import type { ConversationLog } from '../ports/conversation-log.ts';

/** At once from a file of this machine, later from elsewhere. */
type Soon<T> = T | Promise<T>;

/** An index as it is looked into from outside. */
export type InspectedIndex = {
  conversations(): Soon<readonly { readonly id: ConversationId; readonly position: Position }[]>;
  ranksIn(conversation: ConversationId): Soon<ReadonlyMap<number, number>>;
  leadsTo(conversation: ConversationId, rank: number, message: IndexedMessage): Soon<boolean>;
};

export type Comparison = {
  readonly conversations: number;
  readonly messages: number;
  /** A sentence each, without a word of what people wrote. */
  readonly faults: readonly string[];
};

const pageSize = 500;
/** A server that runs meanwhile moves both: what differs once is looked at again. */
const tries = 3;
const faultsLimit = 100;

/**
 * Compares an index with the logs that it covers, up to the position that it has read: every message has to be led to by everything that it can be
 * searched by, and nothing else may be there. [FIND-8]
 */
export async function compareIndex(
  log: Pick<ConversationLog, 'tail'>,
  index: InspectedIndex,
  pause: () => Promise<void>,
): Promise<Comparison> {
  const conversations = await index.conversations();
  const faults: string[] = [];
  let messages = 0;
  for (const { id } of conversations) {
    let compared = await compareOne(log, index, id);
    for (let attempt = 1; attempt < tries && compared.faults.length > 0; attempt += 1) {
      await pause();
      compared = await compareOne(log, index, id);
    }
    messages += compared.messages;
    faults.push(...compared.faults.slice(0, faultsLimit - faults.length));
  }
  return { conversations: conversations.length, messages, faults };
}

async function compareOne(
  log: Pick<ConversationLog, 'tail'>,
  index: InspectedIndex,
  conversation: ConversationId,
): Promise<Omit<Comparison, 'conversations'>> {
  const position = (await index.conversations()).find(({ id }) => id === conversation)?.position;
  if (!position) return { messages: 0, faults: [] };
  const ranks = new Map(await index.ranksIn(conversation));
  const faults: string[] = [];
  let messages = 0;
  for (let after = 0; after < position.seq;) {
    const tail = await log.tail(conversation, { seq: after, rev: position.rev }, pageSize);
    // Its room has ended, or it was taken away: the next search forgets it.
    if (!tail || tail.messages.length === 0) break;
    if (tail.state.head.epoch !== position.epoch)
      return { messages: 0, faults: [`${conversation}: the epoch differs.`] };
    for (const message of tail.messages) {
      after = message.seq;
      if (message.seq > position.seq) break;
      messages += 1;
      const rank = ranks.get(message.seq);
      ranks.delete(message.seq);
      if (message.deleted ? rank !== undefined : rank === undefined)
        faults.push(`${conversation} ${message.seq}: ${message.deleted ? 'deleted, and there' : 'missing'}.`);
      else if (rank !== undefined && !(await index.leadsTo(conversation, rank, toIndexed(message))))
        faults.push(`${conversation} ${message.seq}: a word is missing.`);
    }
  }
  for (const seq of ranks.keys())
    if (seq <= position.seq) faults.push(`${conversation} ${seq}: there is no such message.`);
  return { messages, faults };
}
