import { mentionsIn, parse, possibleNames } from '@rookery/markdown';
import { placeFacts } from '../domain/conversation.ts';
import type { ConversationFacts } from '../domain/conversation.ts';
import type { LogMessage } from '../domain/log.ts';
import type { PushableMessage } from '../domain/push-rule.ts';
import { may, rightsOf } from '../domain/rights.ts';
import type { Ports } from './ports.ts';

const toMentionAll = rightsOf('mention_all');

/** What matters of a message to whom it is pushed. */
export async function pushable(
  ports: Pick<Ports, 'membership' | 'people'>,
  message: LogMessage,
  facts: ConversationFacts,
): Promise<PushableMessage> {
  const { author, seq, mentions } = message;
  const isDirect = placeFacts(facts).kind !== 'room' && facts.kind !== 'thread';
  return { author, seq, mentions, isDirect, isToAll: await isToAll(ports, message) };
}

/** `@all`, by somebody who may, where nobody is called so. */
async function isToAll(
  { membership, people }: Pick<Ports, 'membership' | 'people'>,
  { author, conversation, content = '' }: LogMessage,
): Promise<boolean> {
  if (!/[@＠]all/i.test(content)) return false;
  const calls = mentionsIn(parse(content)).some((token) =>
    possibleNames(token).some((name) => name.toLowerCase() === 'all'),
  );
  if (!calls || (await people.holderOf('all')) !== null) return false;
  const seen = await membership.look(conversation, author);
  return seen.status === 'seen' && may(seen.rights, toMentionAll);
}
