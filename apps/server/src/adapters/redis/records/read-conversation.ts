import { asConversationId, asMessageId, asUserId } from '@rookery/protocol';
import type { ConversationId, MessageId, Position } from '@rookery/protocol';
import { consumerNames, consumers, consumersIn } from '../../../domain/consumers.ts';
import type { AboutRecord, ConversationRecord, MemberRecord, SanctionRecord } from '../../../domain/store-record.ts';
import { readThreadId } from '../../../domain/thread-id.ts';
import type { ThreadPlace } from '../../../domain/thread-id.ts';
import { conversationKey, conversationKeys } from '../keys.ts';
import { unpackEntry } from '../packing/message-entry.ts';
import { parseFacts } from '../packing/state.ts';
import { toThread } from '../packing/threads.ts';
import { bytes, list, number, text, textOrNull } from '../reply.ts';
import type { Reply } from '../reply.ts';
import { toLevel, toMemberRole } from '../role-marks.ts';
import { script } from '../scripts.ts';
import type { Shards } from '../shards.ts';
import { fields, pairs, readKeys } from './read-keys.ts';
import type { KeyKind } from './read-keys.ts';

/** Members in one record. */
const membersAtOnce = 1_000;

/** What is beside a conversation's log, in one moment. */
export async function readConversation(shards: Shards, id: ConversationId): Promise<readonly AboutRecord[]> {
  const key = (part: string): string => conversationKey(id, part);
  const place = readThreadId(id);
  const cursorsOf = consumerNames.map((name): readonly [string, KeyKind] => [key(`t${consumers[name].bit}`), 'h:c']);
  const [head, changes, calls, looseRows, ...others] = await readKeys(shards, [
    [key('c'), 'h'],
    [key('h'), 'x'],
    [key('y'), 'h'],
    [key('z'), 'z'],
    ...cursorsOf,
    ...(place ? keysInParent(place) : keysOfPeople(id)),
  ]);
  const [cursors, beside] = [others.slice(0, cursorsOf.length), others.slice(cursorsOf.length)];
  const facts = fields(head);
  if (!facts.has('e') || facts.get('v') === 'ended' || (!place && !facts.has('f'))) return [];
  const records: AboutRecord[] = [await toRecord(shards, id, facts, beside)];
  for (const one of list(changes)) {
    const [at, row] = list(one);
    const of = fields(row);
    const seq = of.get('s') ?? '';
    const rev = Number(/^\d+/.exec(text(at))?.[0] ?? 0);
    records.push({
      ...{ kind: 'change', conversation: id, rev, id: of.get('i') ?? '', change: of.get('k') ?? '' },
      ...(seq === '' ? {} : { seq: Number(seq) }),
    });
  }
  for (const [user, json] of pairs(calls))
    for (const [seq, rev] of Object.entries(JSON.parse(json) as Record<string, number>))
      records.push({ kind: 'call', conversation: id, user: asUserId(user), seq: Number(seq), rev });
  // Ids of files that were deleted lead nowhere, and nothing has to be done about them elsewhere.
  for (const [name, at] of pairs(looseRows))
    if (name.startsWith('#'))
      records.push({ kind: 'loose-bytes', conversation: id, hash: name.slice(1), freeAt: Number(at) });
  const interested = consumersIn(Number(/^\d+/.exec(facts.get('ti') ?? '0')?.[0] ?? 0));
  for (const [index, consumer] of consumerNames.entries()) {
    const cursor = textOrNull(cursors[index]);
    if (cursor !== null && interested.includes(consumer))
      records.push({ kind: 'cursor', conversation: id, consumer, position: JSON.parse(cursor) as Position });
  }
  return place ? records : [...records, ...toPeople(id, beside)];
}

async function toRecord(
  shards: Shards,
  id: ConversationId,
  facts: ReadonlyMap<string, string>,
  beside: readonly Reply[],
): Promise<ConversationRecord> {
  const figure = (name: string, otherwise = 0): number => Number(facts.get(name) ?? otherwise);
  const first = figure('l', 1);
  const place = readThreadId(id);
  return {
    kind: 'conversation',
    id,
    ...(place ? { ...threadOf(place, facts, beside), type: 'thread', createdAt: figure('s') } : placeOf(facts)),
    epoch: facts.get('e') ?? '',
    base: figure('b'),
    first,
    ...(first > 1 ? await pastOf(shards, id, first - 1) : {}),
    seq: figure('q'),
    lastId: lastIdOf(facts),
    rev: figure('r'),
    lastChange: textOrNull(Buffer.from(facts.get('x') ?? '')),
    removals: figure('g'),
    mark: place ? 0 : figure('tm'),
    activeUs: figure('t'),
    ...(facts.has('z') ? { emptySince: figure('z') } : {}),
  };
}

const lastIdOf = (facts: ReadonlyMap<string, string>): MessageId | null => {
  const id = facts.get('k') ?? '';
  return id === '' ? null : asMessageId(id);
};

function placeOf(facts: ReadonlyMap<string, string>): Pick<ConversationRecord, 'type' | 'createdAt'> {
  const place = parseFacts(facts.get('f') ?? '');
  const { kind, id: _, ...others } = place;
  if (place.kind === 'room') {
    const { visibility, ...room } = others as Omit<typeof place, 'kind' | 'id'>;
    return { type: visibility, ...room };
  }
  return { type: kind as 'direct' | 'group', ...others };
}

/** What a parent says of one of its threads: how it is shown, and its mark. */
function keysInParent({ parent, seq }: ThreadPlace): (readonly [string, KeyKind])[] {
  const id = asConversationId(parent);
  return [
    [conversationKey(id, 'th'), `h:${seq}`],
    [conversationKey(id, 'tz'), `z:${seq}`],
  ];
}

function threadOf({ parent, seq }: ThreadPlace, facts: ReadonlyMap<string, string>, beside: readonly Reply[]) {
  const [shown, mark] = beside;
  const thread = textOrNull(shown);
  return {
    parent: asConversationId(parent),
    root: seq,
    lastAt: thread === null ? 0 : toThread(thread).lastAt,
    repliers: (facts.get('us') ?? '').split(' ').filter(Boolean).map(asUserId),
    marked: number(mark),
  };
}

/** What was taken away last is still known by its id. */
async function pastOf(
  shards: Shards,
  id: ConversationId,
  seq: number,
): Promise<Pick<ConversationRecord, 'beforeFirst'>> {
  const [entry] = list(
    await shards.run({ script: script('read-hash'), keys: [conversationKey(id, 'o')], args: [`z${seq}`] }),
  );
  if (bytes(entry).length === 0) return {};
  const { id: message, author, at } = unpackEntry(bytes(entry));
  const [by] = list(
    await shards.run({
      script: script('read-hash'),
      keys: [conversationKey(id, 'a')],
      args: [Buffer.from(author, 'latin1')],
    }),
  );
  return { beforeFirst: { id: message, author: asUserId(text(by)), at } };
}

/** Of a conversation that has people of its own, in the order in which `toPeople` takes them. */
const keysOfPeople = (id: ConversationId): (readonly [string, KeyKind])[] => [
  ...conversationKeys(id, 'misbvg').map((key) => [key, 'h'] as const),
  [conversationKey(id, 'pw'), 'z'],
];

function toPeople(conversation: ConversationId, rows: readonly Reply[]): readonly AboutRecord[] {
  const [members, invited, muted, banned, looks, hidden, watchers] = rows;
  const records: AboutRecord[] = [];
  const all = pairs(members).map(([user, value]): MemberRecord => {
    const [, mark = '', seq, at] = /^(.)(\d+) (\d+)$/.exec(value) ?? [];
    const level = toLevel(mark);
    return {
      user: asUserId(user),
      role: toMemberRole(mark),
      // Of owners and moderators it does not matter, and is not known.
      ...(level === 'member' ? { hasAccount: true as const } : {}),
      joinedSeq: Number(seq),
      joinedUs: Number(at),
    };
  });
  for (let at = 0; at < all.length; at += membersAtOnce)
    records.push({ kind: 'members', conversation, members: all.slice(at, at + membersAtOnce) });
  for (const [user, by] of pairs(invited))
    records.push({ kind: 'invited', conversation, user: asUserId(user), ...(by === '' ? {} : { by: asUserId(by) }) });
  for (const [kind, rows] of [
    ['mute', muted],
    ['ban', banned],
  ] as const)
    for (const [user, value] of pairs(rows)) {
      // `!` and an id: she is deactivated, which her own record says.
      if (!user.startsWith('!')) records.push(toSanction(kind, conversation, user, value));
    }
  for (const [field, value] of pairs(looks)) {
    // Invitations lie in the same hash, by their codes, and have records of their own.
    const [, of, look] = /^([bm])([np]:.*)$/s.exec(field) ?? [];
    if (field.startsWith('='))
      records.push({ kind: 'guest-network', conversation, user: asUserId(field.slice(1)), network: value });
    else if (of !== undefined && look !== undefined) {
      const [user = '', until] = value.split(' ');
      const kind = of === 'm' ? 'mute' : 'ban';
      const ends = Number(until);
      records.push({
        ...{ kind: 'guest-sanction', conversation, of: kind, look, user: asUserId(user) },
        until: ends === 0 ? null : ends,
      });
    }
  }
  for (const [user, mark] of pairs(hidden)) {
    const [seq, at] = mark.split(' ').map(Number);
    records.push({ kind: 'hidden', conversation, user: asUserId(user), seq: seq ?? 0, at: at ?? 0 });
  }
  for (const [user] of pairs(watchers)) records.push({ kind: 'push-watcher', conversation, user: asUserId(user) });
  return records;
}

function toSanction(kind: 'mute' | 'ban', conversation: ConversationId, user: string, value: string): SanctionRecord {
  const [until, at, by, ...words] = value.split(' ');
  const reason = words.join(' ');
  return {
    ...{ kind, conversation, user: asUserId(user), until: Number(until) === 0 ? null : Number(until), at: Number(at) },
    ...(by === undefined ? {} : { by: asUserId(by) }),
    ...(reason === '' ? {} : { reason }),
  };
}
