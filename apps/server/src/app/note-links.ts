import type { Change, ConversationId, Position } from '@rookery/protocol';
import type { LogMessage } from '../domain/log.ts';
import { linksOf } from '../domain/stored-link.ts';
import { linksToLookUp } from './links-to-look-up.ts';
import { messageAt } from './message-at.ts';
import type { Ports } from './ports.ts';

type News = {
  readonly conversation: ConversationId;
  readonly messages: readonly LogMessage[];
  readonly changes: readonly Change[];
  readonly to: Position;
};

/** Makes work of each message whose links are to be looked up, or have changed. Told the same again it adds nothing. [LINK-4] */
export async function noteLinks(
  ports: Pick<Ports, 'log' | 'tasks'>,
  { conversation, messages, changes, to }: News,
): Promise<void> {
  const found = new Map(messages.map((message) => [message.seq, message]));
  for (const change of changes) {
    if (change.kind !== 'edit' || found.has(change.seq)) continue;
    const message = await messageAt(ports.log, conversation, change.seq);
    if (message) found.set(message.seq, message);
  }
  for (const { seq, author, content, links, edited = 0 } of found.values()) {
    if (content === undefined || links === 'off') continue;
    if (linksOf(links).length + linksToLookUp(content).length === 0) continue;
    // The same message is work again once it was edited.
    const epoch = `${to.epoch}.${edited}`;
    await ports.tasks.addWork({ kind: 'person', consumer: 'links', user: author, conversation, epoch, seq });
  }
}
