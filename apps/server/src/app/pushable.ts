import { placeFacts } from '../domain/conversation.ts';
import type { ConversationFacts } from '../domain/conversation.ts';
import type { LogMessage } from '../domain/log.ts';
import { isSilent } from '../domain/part.ts';
import type { PushableMessage } from '../domain/push-rule.ts';

/** What matters of a message to whom it is pushed. */
export const pushable = ({ author, seq, mentions, parts }: LogMessage, facts: ConversationFacts): PushableMessage => ({
  ...{ author, seq, mentions },
  isDirect: placeFacts(facts).kind !== 'room' && facts.kind !== 'thread',
  isSilent: isSilent(parts),
});
