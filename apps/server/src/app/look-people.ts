import { ChatError, limits, rankName } from '@rookery/protocol';
import type { AnswerOf, ConversationId, RequestOf, User, UserId } from '@rookery/protocol';
import type { Rate } from '../domain/token-bucket.ts';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';

/** Looked through in one search: the conversations that the caller belongs to, and the people in them. Beyond it somebody may be missed. */
const searchedConversations = 200;
const searchedPeople = 5_000;
/** Members of one room: its owner, then those who came first. */
const searchedMembers = 1_000;
const memberPage = 500;

/** Of those whom the caller does not know: so many are answered, and so often, so that nobody copies the list of all. */
const strangersAtOnce = 20;
const strangerLooks: Rate = { perSecond: 0.5, burst: 60 };

type Looking = Pick<Ports, 'people' | 'profiles' | 'users' | 'membership' | 'keptSettings' | 'limits'>;
type Answer = AnswerOf<'people:look'>;

export async function lookPeople(ports: Looking, actor: Actor, request: RequestOf<'people:look'>): Promise<Answer> {
  if (request.username !== undefined) {
    const holder = await ports.people.holderOf(request.username);
    const user = holder && (await ports.profiles.find(holder));
    return { users: user ? [user] : [], next: null };
  }
  if (!request.users) return search(ports, actor, request);
  const found = await Promise.all([...new Set(request.users)].map((id) => ports.profiles.find(id)));
  return { users: found.flatMap((user) => user ?? []), next: null };
}

/** Members of shared rooms and partners of direct conversations, best match first; behind them, where the server has it so, others whom the words name. [PEO-4, PEO-9] */
async function search(
  ports: Looking,
  actor: Actor,
  { query = '', cursor, limit = limits.listPage }: RequestOf<'people:look'>,
): Promise<Answer> {
  const from = cursor === undefined ? null : parseCursor(cursor);
  const caller = actor.user.id;
  const known = await peopleAround(ports, caller);
  const who = await ports.profiles.whoAre(known);
  const matches = [...known].flatMap((id): Match[] => {
    const user = who(id);
    // Nobody would read what is written to them.
    if (user.deactivated) return [];
    const rank = rankOf(user, query);
    return rank > 0 ? [{ user, rank, id }] : [];
  });
  matches.sort(bestFirst);
  const rest = from ? matches.filter((match) => bestFirst(from, match) < 0) : matches;
  const most = Math.min(limit, limits.listPage);
  const page = rest.slice(0, most);
  const users = page.map(({ user }) => user);
  const last = page.length < rest.length ? page.at(-1) : undefined;
  if (last) return { users, next: `${last.rank}.${last.id}` };
  const strangers = page.length < most ? await lookForStrangers(ports, caller, query, known) : [];
  return { users: [...users, ...strangers.slice(0, most - page.length)], next: null };
}

/** Others with an account, best match first: for whoever has one too, where the server's settings say so. */
async function lookForStrangers(
  ports: Looking,
  caller: UserId,
  query: string,
  known: ReadonlySet<UserId>,
): Promise<User[]> {
  if (query.trim() === '' || !(await ports.keptSettings.now()).findEverybody) return [];
  // As she is in the store: whoever came as a guest may have an account by now.
  const [me] = await ports.people.users([caller]);
  if (!me || me.guest || me.deactivated) return [];
  const waitMs = await ports.limits.take(`people:look ${caller}`, strangerLooks);
  if (waitMs > 0) throw new ChatError('rate_limited', { retryAfterMs: waitMs });
  return (await ports.people.named(query))
    .filter(({ id }) => id !== caller && !known.has(id))
    .map((user) => ({ user, id: user.id, rank: rankOf(user, query) }))
    .sort(bestFirst)
    .slice(0, strangersAtOnce)
    .map(({ user }) => user);
}

const rankOf = ({ displayName, username }: User, query: string): number =>
  Math.max(rankName(displayName, query), rankName(username, query));

async function peopleAround({ users, membership }: Looking, caller: UserId): Promise<Set<UserId>> {
  const { conversations } = await users.conversations(caller);
  const people = new Set<UserId>();
  for (const conversation of conversations.slice(0, searchedConversations)) {
    if (people.size >= searchedPeople) break;
    for await (const user of membersOf(membership, conversation, caller)) people.add(user);
  }
  people.delete(caller);
  return people;
}

async function* membersOf(
  membership: Looking['membership'],
  conversation: ConversationId,
  caller: UserId,
): AsyncGenerator<UserId> {
  let cursor: string | undefined;
  for (let seen = 0; seen < searchedMembers; seen += memberPage) {
    const page = await membership.members(conversation, caller, cursor, memberPage);
    // She has left meanwhile.
    if (page.status === 'refused') return;
    for (const { user } of page.rows) yield user;
    if (page.next === null) return;
    cursor = page.next;
  }
}

type Place = { readonly rank: number; readonly id: string };
type Match = Place & { readonly user: User };

const bestFirst = (a: Place, b: Place): number => b.rank - a.rank || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** `rank.id` of the last one before. */
function parseCursor(cursor: string): Place {
  const [, rank, id] = /^(\d{1,3})\.(u_[A-Za-z0-9_-]{1,38})$/.exec(cursor) ?? [];
  if (rank === undefined || id === undefined)
    throw new ChatError('bad_request', {
      field: 'cursor',
      message: 'This cursor has expired: start again without one.',
    });
  return { rank: Number(rank), id };
}
