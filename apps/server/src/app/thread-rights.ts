import { isThreadId } from '@rookery/protocol';
import type { ConversationId } from '@rookery/protocol';
import { allOf, may, rightsOf } from '../domain/rights.ts';
import type { Rights } from '../domain/rights.ts';

const toPost = rightsOf('post');
const toReply = rightsOf('reply');

/** What an act needs where it is done: in a thread `reply` stands for `post`. [THR-4] */
export const neededIn = (conversation: ConversationId, needs: Rights): Rights =>
  isThreadId(conversation) && may(needs, toPost) ? (((needs & ~toPost) | toReply) as Rights) : needs;

/** A reply that its parent is to have too needs both. */
export const neededInBoth: Rights = allOf(toPost, toReply);
