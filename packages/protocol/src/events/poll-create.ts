import * as z from 'zod/mini';
import { clientId, conversationId } from '../ids.ts';
import { limits } from '../limits.ts';
import { timeMs } from '../numbers.ts';
import { pollOption, pollQuestion } from '../text.ts';
import { clientEvent } from './define.ts';
import { sent } from './message-room.ts';

export const pollCreate = clientEvent({
  name: 'poll:create',
  about: 'Asks the people of a conversation to choose. The poll is a message of its own.',
  request: z.object({
    conversation: conversationId,
    question: pollQuestion,
    options: z.array(pollOption).check(z.minLength(2), z.maxLength(limits.pollOptions)),
    multiple: z.optional(z.boolean()),
    anonymous: z.optional(z.boolean()),
    closesAt: z.optional(timeMs),
    clientId,
  }),
  answer: z.object(sent),
});
