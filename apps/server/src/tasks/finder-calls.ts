import type { ConversationId, UserId } from '@rookery/protocol';
import * as z from 'zod';
import type { FoundPlace } from '../domain/search/found-place.ts';
import { features } from '../domain/search/indexed-message.ts';
import type { Sequence } from '../domain/search/read-query.ts';
import type { FoundNow } from '../ports/message-finder.ts';
import type { Lookup } from '../ports/search-index.ts';

/** Conversations in one question: beyond it a node looks in its own index. */
export const askedConversations = 20_000;
const askedPlaces = 1_000;

const id = z.string().max(40);
const conversations = z.array(id).max(askedConversations) as unknown as z.ZodType<readonly ConversationId[]>;
const user = id as unknown as z.ZodType<UserId>;
const at = z.number().int();
const place: z.ZodType<FoundPlace> = z.object({
  conversation: id as unknown as z.ZodType<ConversationId>,
  seq: z.number().int(),
  at,
});
/** An index needs no more of it than what is sought. */
const sequence = z
  .object({
    runs: z.array(z.object({ kind: z.enum(['word', 'sign']), text: z.string().max(20_000) })).max(100),
    isBeginning: z.boolean(),
  })
  .transform(({ runs, isBeginning }): Sequence => ({
    runs: runs.map((run) => ({ ...run, from: [], to: [] })),
    isBeginning,
  }));

const lookup = z.object({
  query: z.object({ wanted: z.array(sequence).max(100), unwanted: z.array(sequence).max(100) }),
  conversations,
  author: user.optional(),
  mentioned: user.optional(),
  features: z.array(z.enum(features)).max(features.length),
  before: at.optional(),
  after: at.optional(),
  below: place.optional(),
  limit: z.number().int().min(1).max(askedPlaces),
});

/** What a node asks another one that keeps indexes. */
export const finderQuestion = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('find'), lookup, catchUpMs: z.number().min(0).max(1_000) }),
  /** Somebody searches these: keep their index. */
  z.object({ kind: z.literal('cover'), conversations }),
]);

export const foundNow: z.ZodType<FoundNow> = z.object({
  places: z.array(place).max(askedPlaces),
  reached: place.nullable(),
  behind: conversations,
});

/** As it is sent: what a text was folded from stays here. */
export const toFindQuestion = (asked: Lookup, catchUpMs: number): object => {
  const bare = (sequences: readonly Sequence[]): object[] =>
    sequences.map(({ runs, isBeginning }) => ({ runs: runs.map(({ kind, text }) => ({ kind, text })), isBeginning }));
  const { wanted, unwanted } = asked.query;
  return { kind: 'find', lookup: { ...asked, query: { wanted: bare(wanted), unwanted: bare(unwanted) } }, catchUpMs };
};
