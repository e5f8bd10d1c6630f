import type { ConversationId } from '@rookery/protocol';
import type { LogMessage } from '../domain/log.ts';
import type { Ports } from './ports.ts';

/** A message as it reads now, for the server itself; null where there is none. */
export async function messageAt(
  log: Pick<Ports['log'], 'tail'>,
  conversation: ConversationId,
  seq: number,
): Promise<LogMessage | null> {
  // No changes are wanted.
  const tail = await log.tail(conversation, { seq: seq - 1, rev: Number.MAX_SAFE_INTEGER }, 1);
  const [message] = tail?.messages ?? [];
  return message?.seq === seq ? message : null;
}
