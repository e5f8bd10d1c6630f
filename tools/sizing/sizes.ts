import { assumed, measured, sealed } from './measured.ts';

export type Line = { readonly part: string; readonly arithmetic: string; readonly result: string };

const days = 365;

/** Three digits at most, with a unit of a thousand each. */
export function short(value: number, units: readonly string[] = ['', ' thousand', ' million', ' billion']): string {
  let [scaled, at] = [value, 0];
  while (scaled >= 999.5 && at < units.length - 1) [scaled, at] = [scaled / 1_000, at + 1];
  const digits = scaled >= 10 || (Number.isInteger(scaled) && at === 0) ? 0 : 1;
  return `${scaled.toFixed(digits)}${units[at]}`;
}

const bytes = (value: number): string => short(value, [' B', ' kB', ' MB', ' GB', ' TB']);
const whole = (value: number): string => value.toLocaleString('en');
const cores = (value: number): string =>
  value < 0.095 ? `${(value * 100).toFixed(value < 0.001 ? 2 : 1)} % of a core` : `${value.toFixed(1)} cores`;

/**
 * How many of `messages`, said in `conversations`, stay in memory where the newest `hot` of each do. Said by Zipf's law: the second
 * busiest conversation has half of the busiest one's, the third a third, and so on.
 */
export function inMemory(messages: number, conversations: number, hot: number): number {
  let sum = 0;
  for (let rank = 1; rank <= conversations; rank += 1) sum += 1 / rank;
  const busiest = messages / sum;
  let kept = 0;
  for (let rank = 1; rank <= conversations; rank += 1) kept += Math.min(hot, busiest / rank);
  return kept;
}

/** What so many people who are connected at once need, after a year. */
export function sizesFor(people: number): readonly Line[] {
  const { message, user, room, membership, subscription, delivery, nodeMessage, masterMessage } = measured;
  const nodes = Math.max(2, Math.ceil(people / assumed.connectionsANode) + (people > 500_000 ? 2 : 1));
  const rate = people / assumed.busiestSeconds;
  const deliveries = rate * assumed.membersOnline;
  const users = people * assumed.knownUsers;
  const heard = nodes * (1 - ((nodes - 1) / nodes) ** assumed.membersOnline);
  const subscriptions = (heard * people + people) * subscription.value;
  const facts = users * user.value + people * room.value + users * assumed.conversations * membership.value;
  const aDay = people * assumed.messagesADay;
  const aYear = aDay * days;
  const hot = inMemory(aYear, people, assumed.hotMessages);
  const cold = aYear - hot;
  const allHot = aYear * message.value;
  const withCold = hot * message.value + cold * sealed.redis.value;
  const shards = (history: number): number =>
    Math.max(3, Math.ceil((facts + subscriptions + history) / assumed.masterBytes));
  const files = people * assumed.fileBytesADay;
  const index = aYear * assumed.textBytes * measured.indexShare.value;
  return [
    {
      part: 'messages; deliveries, at the busiest',
      arithmetic: `${whole(people)} / ${assumed.busiestSeconds} s; × ${assumed.membersOnline}`,
      result: `${whole(Math.round(rate))}/s; ${whole(Math.round(deliveries))}/s`,
    },
    {
      part: 'nodes',
      arithmetic: `${whole(people)} / ${whole(assumed.connectionsANode)}, and ${people > 500_000 ? 'two that may die' : 'one that may die'}`,
      result: `**${nodes}**, 1 core and ${bytes(measured.nodeIdle.value + Math.min(people, assumed.connectionsANode) * measured.connection.value)} each`,
    },
    {
      part: 'their CPU',
      arithmetic: `deliveries × ${delivery.shown} + messages × (${nodeMessage.shown} + ${assumed.copiesOfIndex} × ${measured.indexMessage.shown}) + downloads`,
      result: `${cores(deliveries * delivery.value + rate * (nodeMessage.value + assumed.copiesOfIndex * measured.indexMessage.value) + ((people * assumed.filesADay) / 28_800) * measured.download.value)} of ${nodes}`,
    },
    {
      part: 'Redis’ CPU, all masters',
      arithmetic: `messages × ${masterMessage.shown}; ${nodes} nodes × ${measured.redisIdle.shown} a process`,
      result: `${cores(rate * masterMessage.value)}; ${cores(nodes * measured.redisIdle.value)} a process`,
    },
    {
      part: 'users, rooms, memberships',
      arithmetic: `${short(users)} × ${user.shown} + ${short(people)} × ${room.shown} + ${short(users * assumed.conversations)} × ${membership.shown}`,
      result: bytes(facts),
    },
    {
      part: 'subscriptions',
      arithmetic: `${heard.toFixed(1)} nodes hear each of ${short(people)} conversations, and each user: × ${subscription.shown}`,
      result: bytes(subscriptions),
    },
    {
      part: 'history in memory, after a year, all of it',
      arithmetic: `${short(aDay)} a day × ${days} × ${message.shown}`,
      result: bytes(allHot),
    },
    {
      part: 'the same with old messages in blocks',
      arithmetic: `${short(hot)} in memory × ${message.shown} + ${short(cold)} × ${sealed.redis.shown}`,
      result: `${bytes(withCold)}, and ${bytes(cold * sealed.block.value)} in blocks`,
    },
    {
      part: 'shards, each a master and a replica of 64 GB',
      arithmetic: `(facts + subscriptions + history) / ${bytes(assumed.masterBytes)}`,
      result: `${shards(0)} at first; after a year **${shards(withCold)}** with blocks, ${shards(allHot)} without`,
    },
    {
      part: 'files, after a year',
      arithmetic: `${short(people)} × ${bytes(assumed.fileBytesADay)} a day × ${days}`,
      result: bytes(files * days),
    },
    {
      part: 'the index of search, after a year',
      arithmetic: `${short(aYear)} × ${assumed.textBytes} B × ${measured.indexShare.value} × ${assumed.copiesOfIndex} copies`,
      result: `${bytes(index * assumed.copiesOfIndex)}, ${bytes((index * assumed.copiesOfIndex) / nodes)} a node`,
    },
  ];
}
