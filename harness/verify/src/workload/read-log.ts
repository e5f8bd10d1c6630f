import type { ConversationId, Message } from '@rookery/protocol';
import { patiently } from '@rookery/testkit/patiently';
import type { FinalLog } from '../history.ts';
import type { Device } from './device.ts';

/** A conversation as it reads now, from its first message to its last. */
export async function readLog(reader: Device, conversation: ConversationId): Promise<FinalLog> {
  const messages: Message[] = [];
  for (;;) {
    const page = await patiently(() =>
      reader.ask('history:fetch', { conversation, after: messages.at(-1)?.seq ?? 0, limit: 100 }),
    );
    messages.push(...page.messages);
    if (!page.hasMore || page.messages.length === 0)
      return { epoch: page.head.epoch, headSeq: page.head.seq, messages };
  }
}
