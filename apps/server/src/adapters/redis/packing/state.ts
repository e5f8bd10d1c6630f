import { asMessageId, asThreadId } from '@rookery/protocol';
import type { Head } from '@rookery/protocol';
import { roomRights } from '@rookery/protocol';
import * as z from 'zod';
import type { ConversationFacts, ConversationState, PlaceFacts } from '../../../domain/conversation.ts';
import { readThreadId } from '../../../domain/thread-id.ts';
import { list, number, text, textOrNull } from '../reply.ts';
import type { Reply } from '../reply.ts';

const factsSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('room'),
    id: z.string(),
    name: z.string(),
    topic: z.string(),
    visibility: z.enum(['public', 'private']),
    owner: z.string(),
    createdAt: z.number(),
    rights: z.optional(roomRights),
    slowModeMs: z.optional(z.number()),
    history: z.optional(z.literal('since-join')),
    picture: z.optional(z.string()),
    retentionDays: z.optional(z.number()),
    retentionMessages: z.optional(z.number()),
  }),
  z.object({
    kind: z.literal('direct'),
    id: z.string(),
    pair: z.tuple([z.string(), z.string()]),
    createdAt: z.number(),
  }),
  z.object({
    kind: z.literal('group'),
    id: z.string(),
    people: z.array(z.string()),
    name: z.optional(z.string()),
    createdAt: z.number(),
  }),
]);
/** Ids in Redis are those that this adapter wrote: the cast only brands them. */
export const parseFacts = (json: string): PlaceFacts => factsSchema.parse(JSON.parse(json)) as PlaceFacts;

/** `thread`: its id, '' where it is none. */
function factsOf(json: string, thread: string): ConversationFacts {
  const parent = parseFacts(json);
  if (thread === '') return parent;
  return { kind: 'thread', id: asThreadId(thread), parent, root: readThreadId(thread)?.seq ?? 0 };
}

/** An answer of `state_now`, with when it was last written to (µs). */
export function toState(reply: Reply | undefined): ConversationState & { readonly active: number } {
  const [facts, epoch, seq, id, rev, change, removals, epochBase, active, members, first, mark, thread] = list(reply);
  const head: Head = {
    epoch: text(epoch),
    seq: number(seq),
    id: textOrNull(id) === null ? null : asMessageId(text(id)),
    rev: number(rev),
    change: textOrNull(change),
    first: number(first),
  };
  return {
    facts: factsOf(text(facts), text(thread)),
    head,
    members: number(members),
    removals: number(removals),
    base: number(epochBase),
    mark: number(mark),
    active: number(active),
  };
}

export const plainState = (reply: Reply | undefined): ConversationState => {
  const { active: _, ...state } = toState(reply);
  return state;
};
