import { ChatError, limits } from '@rookery/protocol';
import type { AnswerOf, ConversationId, RequestOf, UserId } from '@rookery/protocol';
import type { ConversationState } from '../domain/conversation.ts';
import { everybody } from '../domain/everybody.ts';
import { peopleIn, toWireMessage } from '../domain/log.ts';
import type { ReadMessage } from '../domain/log.ts';
import { placeText, readPlace } from '../domain/search/found-place.ts';
import type { FoundPlace } from '../domain/search/found-place.ts';
import { featuresOf, otherTexts } from '../domain/search/indexed-message.ts';
import { matchMessage } from '../domain/search/match.ts';
import type { Range } from '../domain/search/match.ts';
import { queryRuns, readQuery } from '../domain/search/read-query.ts';
import type { Query } from '../domain/search/read-query.ts';
import { unreadableCursor } from '../domain/unreadable-cursor.ts';
import type { Lookup } from '../ports/search-index.ts';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';
import { refuse } from './refuse.ts';
import { resolveUser } from './resolve-target.ts';

type Searching = Pick<Ports, 'log' | 'users' | 'people' | 'profiles' | 'search'>;
type Request = RequestOf<'search:messages'>;
type Answer = AnswerOf<'search:messages'>;

const usualPage = 20;
/** A page is answered within a second: so long the index may be brought up to date, … */
const catchUpMs = 300;
/** … and after so long no more is looked for. */
const answerMs = 800;
/** Messages that are read at the same time, to see whether they hold what is asked for. */
const readAtOnce = 40;

type Hit = { readonly message: ReadMessage; readonly state: ConversationState; readonly ranges: readonly Range[] };

/**
 * Finds messages in what the caller may read now. The index says where to look; each message is then read from the log as the caller reads
 * it, and compared: so nothing is shown that she may not read at this moment, or that says something else by now. [FIND-1] [FIND-4]
 */
export async function searchMessages(ports: Searching, { user }: Actor, request: Request): Promise<Answer> {
  const until = performance.now() + answerMs;
  const query = queryOf(request);
  const below = readCursor(request.cursor);
  const author = request.user === undefined ? undefined : await resolveUser(ports, request.user, 'user');
  const conversations = await placesOf(ports, user.id, request.conversation);
  const limit = Math.min(request.limit ?? usualPage, limits.searchPage);
  const lookup: Lookup = {
    ...{ query, conversations, author },
    mentioned: request.mentions === 'me' ? user.id : undefined,
    features: request.has ?? [],
    ...{ before: request.before, after: request.after, below },
    // Mostly all that the index names is found: one more says whether that was all.
    limit: limit + 1,
  };
  const { hits, reached, isBehind } = await collect(ports, user.id, lookup, limit, until);
  return {
    hits: await toWire(ports, hits),
    next: reached && placeText(reached),
    searchedBackTo: reached && Math.max(0, reached.at),
    ...(isBehind ? { incomplete: true as const } : {}),
  };
}

function queryOf(request: Request): Query {
  const query = readQuery(request.query);
  if (!query)
    throw new ChatError('bad_request', { field: 'query', message: `query may hold at most ${queryRuns} words.` });
  const hasFilter = (['conversation', 'user', 'before', 'after', 'has', 'mentions'] as const).some(
    (name) => request[name] !== undefined,
  );
  const isSaid = query.wanted.length > 0 || (hasFilter && (query.unwanted.length > 0 || request.query.trim() === ''));
  if (!isSaid)
    throw new ChatError('bad_request', {
      field: 'query',
      message: 'query must hold a letter to look for; it may be empty beside a filter.',
    });
  return query;
}

function readCursor(cursor: string | undefined): FoundPlace | undefined {
  if (cursor === undefined) return undefined;
  const place = readPlace(cursor);
  if (!place) throw unreadableCursor();
  return place;
}

/** Where to look: in the one that is named, if she may read it, or in all that she belongs to. */
async function placesOf(
  { log, users }: Searching,
  reader: UserId,
  named: ConversationId | undefined,
): Promise<readonly ConversationId[]> {
  if (named === undefined) return (await users.conversations(reader)).conversations;
  const page = await log.page({ conversation: named, reader, limit: 1 });
  if (page.status === 'refused') throw refuse(page);
  return [named];
}

type Collected = {
  readonly hits: readonly Hit[];
  /** Everything up to there was looked at; null: everything. */
  readonly reached: FoundPlace | null;
  readonly isBehind: boolean;
};

async function collect(
  ports: Searching,
  reader: UserId,
  lookup: Lookup,
  limit: number,
  until: number,
): Promise<Collected> {
  const hits: Hit[] = [];
  let isBehind = false;
  for (let next = lookup; ;) {
    const found = await ports.search.find(next, next === lookup ? catchUpMs : 0);
    // What is written after the search has begun makes it no less complete.
    if (next === lookup) isBehind = found.behind.length > 0;
    const read = await Promise.all(found.places.map((place) => hitAt(ports, reader, place, lookup)));
    for (const [index, hit] of read.entries()) {
      if (!hit) continue;
      hits.push(hit);
      const isLast = found.reached === null && index === read.length - 1;
      if (hits.length === limit) return { hits, reached: isLast ? null : (found.places[index] ?? null), isBehind };
    }
    if (found.reached === null || performance.now() >= until) return { hits, reached: found.reached, isBehind };
    next = { ...lookup, below: found.reached, limit: readAtOnce };
  }
}

/** The message at that place as she reads it now; null where she does not, or where it is not what is asked for. */
async function hitAt(
  { log }: Searching,
  reader: UserId,
  { conversation, seq }: FoundPlace,
  lookup: Lookup,
): Promise<Hit | null> {
  const page = await log.page({ conversation, reader, after: seq - 1, limit: 1 });
  if (page.status === 'refused') return null;
  const [message] = page.messages;
  if (message?.seq !== seq || message.deleted || !passes(message, lookup)) return null;
  const ranges = matchMessage(lookup.query, message.content ?? '', otherTexts(message));
  return ranges && { message, state: page.state, ranges };
}

function passes(message: ReadMessage, { author, mentioned, features, before, after }: Lookup): boolean {
  if (author !== undefined && message.author !== author) return false;
  if (mentioned !== undefined && !isNamed(message, mentioned)) return false;
  if (before !== undefined && message.at >= before) return false;
  if (after !== undefined && message.at < after) return false;
  const own = featuresOf(message);
  return features.every((feature) => own.includes(feature));
}

/** What she has said to all calls her not. */
const isNamed = ({ author, mentions = [] }: ReadMessage, user: UserId): boolean =>
  mentions.includes(user) || (author !== user && mentions.includes(everybody));

async function toWire({ profiles }: Searching, hits: readonly Hit[]): Promise<Answer['hits']> {
  const people = new Set(hits.flatMap(({ message, state }) => [...peopleIn([message], state.facts)]));
  const who = await profiles.whoAre(people);
  return hits.map(({ message, state, ranges }) => ({
    message: toWireMessage(message, state.facts, who),
    ranges: ranges.map(([from, to]): [number, number] => [from, to]),
  }));
}
