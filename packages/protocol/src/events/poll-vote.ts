import * as z from 'zod/mini';
import { conversationId } from '../ids.ts';
import { limits } from '../limits.ts';
import { count, rev, seq, timeMs } from '../numbers.ts';
import { clientEvent } from './define.ts';

export const pollVote = clientEvent({
  name: 'poll:vote',
  about: 'Chooses options of a poll, in place of what the caller chose before. `conflict` where it is closed.',
  request: z.object({
    conversation: conversationId,
    seq,
    options: z.array(count).check(z.maxLength(limits.pollOptions)),
  }),
  answer: z.object({ rev, at: timeMs }),
});
