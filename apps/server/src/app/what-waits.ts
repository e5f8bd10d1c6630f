import { parse, renderText } from '@rookery/markdown';
import { limits, toldLevel, unreadAfter } from '@rookery/protocol';
import type { Settings, UserId } from '@rookery/protocol';
import { notifiesOf } from '../delivery/kept-things.ts';
import { otherOf, placeFacts } from '../domain/conversation.ts';
import type { ConversationFacts, PlaceFacts } from '../domain/conversation.ts';
import type { Waiting, WaitingMessage, WaitingPlace } from '../domain/digest.ts';
import type { InboxLine } from '../domain/inbox-line.ts';
import type { ReadMessage } from '../domain/log.ts';
import { filesIn, isSilent } from '../domain/part.ts';
import type { Who } from '../domain/who.ts';
import { callsHer } from '../domain/push-rule.ts';
import type { Ports } from './ports.ts';
import { pushable } from './pushable.ts';

/** Conversations that a letter shows, and messages of each. */
const shownPlaces = 10;
const shownMessages = 3;
/** Lines of an inbox that are looked at, the latest first, and pages of each conversation, from its end. */
const mostLines = 500;
const mostPages = 5;
/** No more is looked for after so long: the letter's claim is to outlive it, ms. */
const lookMs = 8_000;
/** Characters of a message that a letter shows. */
const shownChars = 200;

type Looking = Pick<Ports, 'users' | 'log' | 'kept' | 'profiles' | 'clock'>;
type Found = { readonly line: InboxLine; readonly messages: readonly ReadMessage[] };

/**
 * What waits for somebody at this moment and concerns her: unread direct messages, and unread messages of rooms and followed threads that call her, by name or with all, none of them sent without notices; after `toldUpTo` alone (ms).
 * Nothing of whom she has blocked, of where she wants to be told of nothing, nor what she may not read (any more). [MAIL-6]
 */
export async function whatWaits(
  ports: Looking,
  user: UserId,
  settings: Settings,
  toldUpTo: number,
): Promise<Waiting | null> {
  const until = performance.now() + lookMs;
  const notifies = await notifiesOf(ports.kept, user);
  const found: Found[] = [];
  for (let cursor: string | undefined, looked = 0; looked < mostLines && performance.now() < until;) {
    const page = await ports.users.inbox(user, cursor, limits.listPage);
    for (const line of page.rows) {
      const { facts } = line.state;
      const [own, parent] = [notifies.get(facts.id), notifies.get(placeFacts(facts).id)];
      const level = toldLevel(ports.clock.now(), { own, parent, usual: settings.notify });
      if (!mayHold(line, user, toldUpTo) || level === 'none') continue;
      if (performance.now() >= until) break;
      const messages = await unreadIn(ports, user, line, settings, toldUpTo);
      if (messages.length > 0) found.push({ line, messages });
    }
    looked += page.rows.length;
    if (page.next === null || page.rows.length === 0) break;
    cursor = page.next;
  }
  if (found.length === 0) return null;
  const times = found.flatMap(({ messages }) => messages.map(({ at }) => at));
  const shown = found.slice(0, shownPlaces);
  const who = await ports.profiles.whoAre(new Set(shown.flatMap((one) => peopleOf(one, user))));
  return {
    places: shown.map((one) => placeOf(one, user, who)),
    count: times.length,
    morePlaces: found.length - shown.length,
    spans: shown.map(({ line, messages }) => ({
      conversation: line.state.facts.id,
      from: messages[0]?.seq ?? 0,
      to: messages.at(-1)?.seq ?? 0,
    })),
    newestAt: times.reduce((newest, at) => Math.max(newest, at), 0),
  };
}

const isPersonal = ({ kind }: ConversationFacts): boolean => kind === 'direct' || kind === 'group';

/** What its line tells already, without a look at its log. */
function mayHold({ role, state, read, last, mentions }: InboxLine, user: UserId, toldUpTo: number): boolean {
  if (role === 'invited' || !last || last.at <= toldUpTo || unreadAfter(state.head, read) === 0) return false;
  if (state.facts.kind === 'direct') return otherOf(state.facts, user) !== user;
  return isPersonal(state.facts) || mentions > 0;
}

/** Read from the log as she reads it now. Oldest first. */
async function unreadIn(
  ports: Looking,
  user: UserId,
  { state: { facts }, read }: InboxLine,
  { blocked }: Settings,
  toldUpTo: number,
): Promise<readonly ReadMessage[]> {
  const found: ReadMessage[] = [];
  let before: number | undefined;
  for (let looked = 0; looked < mostPages; looked += 1) {
    const request = { conversation: facts.id, reader: user, limit: limits.historyPage };
    const page = await ports.log.page(before === undefined ? request : { ...request, before });
    if (page.status === 'refused') return [];
    const unread = page.messages.filter(
      ({ seq, at, author, deleted, parts }) =>
        seq > read && at > toldUpTo && author !== user && !deleted && !isSilent(parts) && !blocked.includes(author),
    );
    found.unshift(...unread.filter((message) => callsHer(pushable(message, facts), user)));
    const [first] = page.messages;
    if (!first || !page.hasMore || first.seq <= read + 1) break;
    before = first.seq;
  }
  return found;
}

function peopleOf({ line, messages }: Found, user: UserId): readonly UserId[] {
  const place = placeFacts(line.state.facts);
  return [
    ...messages.slice(-shownMessages).map(({ author }) => author),
    ...(place.kind === 'direct' ? [otherOf(place, user)] : []),
    ...(place.kind === 'group' ? place.people : []),
  ];
}

function placeOf({ line: { state }, messages }: Found, user: UserId, who: Who): WaitingPlace {
  const { facts } = state;
  const place = placeFacts(facts);
  const root = `/${segments[place.kind]}/${encodeURIComponent(place.id)}`;
  return {
    conversation: facts.id,
    kind: facts.kind,
    name: nameOf(place, user, who),
    path: facts.kind === 'thread' ? `${root}/t/${facts.root}` : `${root}/m/${messages[0]?.seq ?? state.head.seq}`,
    shown: messages.slice(-shownMessages).map((message) => shownOf(message, who)),
    count: messages.length,
  };
}

/** As the addresses of the web app begin (apps/web/src/lib/paths.ts). */
const segments = { room: 'r', direct: 'd', group: 'g' } as const;

function nameOf(place: PlaceFacts, user: UserId, who: Who): string {
  switch (place.kind) {
    case 'room':
      return place.name;
    case 'direct':
      return who(otherOf(place, user)).displayName;
    case 'group':
      return (
        place.name ??
        place.people
          .filter((one) => one !== user)
          .map((one) => who(one).displayName)
          .join(', ')
      );
  }
}

function shownOf({ author, at, content = '', parts }: ReadMessage, who: Who): WaitingMessage {
  const polls = (parts ?? []).flatMap((part) => (part.kind === 'poll' ? [`📊 ${part.question}`] : []));
  // More than can be shown is not parsed.
  const said = renderText(parse(content.slice(0, 10 * shownChars)));
  const words = [said, ...filesIn(parts).map(({ name }) => `📎 ${name}`), ...polls].join(' ');
  const points = [...words.replaceAll(/\s+/g, ' ').trim()];
  const text = points.length > shownChars ? `${points.slice(0, shownChars - 1).join('')}…` : points.join('');
  return { from: who(author).displayName, at, text };
}
