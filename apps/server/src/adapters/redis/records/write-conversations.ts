import { foldName, levels } from '@rookery/protocol';
import type { ConversationId, RoomRights } from '@rookery/protocol';
import { consumers } from '../../../domain/consumers.ts';
import { nameSkeletons } from '../../../domain/name-skeletons.ts';
import { heldRights } from '../../../domain/rights.ts';
import type { AboutRecord, ConversationRecord, SanctionRecord } from '../../../domain/store-record.ts';
import { positionText } from '../../../domain/task.ts';
import { conversationKey, roomIndexKeys, roomNameKey } from '../keys.ts';
import type { Command } from '../link.ts';
import { packSaid } from '../packing/message-entry.ts';
import { markOf, levelMarks } from '../role-marks.ts';
import type { BulkWriter } from './bulk-writer.ts';
import type { MessageWriting } from './write-messages.ts';

/** Changes kept of a conversation. */
const keptChanges = 1_000;
const digits = (value: number): string => String(value).padStart(16, '0');
/** As the list of members goes: owners, moderators, all others. */
const ranks = { owner: '0', moderator: '0m', member: '1' } as const;

/** What is beside a conversation's log. What several records come to in one field is collected here: they come one after the other. */
export class ConversationWriting {
  readonly #bulk: BulkWriter;
  readonly #messages: MessageWriting;
  readonly #now: number;
  #of: ConversationId | null = null;
  #isRoom = false;
  #interest = 0;
  #calls = new Map<string, Record<string, number>>();
  #looks = new Map<string, string[]>();
  #sanctions = new Map<string, SanctionRecord>();

  constructor(bulk: BulkWriter, messages: MessageWriting, now: number) {
    this.#bulk = bulk;
    this.#messages = messages;
    this.#now = now;
  }

  #begin(conversation: ConversationId): void {
    if (this.#of === conversation) return;
    this.#of = conversation;
    this.#interest = 0;
    this.#calls = new Map();
    this.#looks = new Map();
    this.#sanctions = new Map();
  }

  async write(record: AboutRecord): Promise<void> {
    if (record.kind === 'conversation') {
      this.#begin(record.id);
      this.#isRoom = record.type === 'public' || record.type === 'private';
      return this.#putConversation(record);
    }
    const { conversation } = record;
    this.#begin(conversation);
    const put = (part: string, ...commands: readonly Command[]): void =>
      this.#bulk.add(conversationKey(conversation, part), ...commands);
    switch (record.kind) {
      case 'members':
        for (const { user, role, hasAccount = false, joinedSeq, joinedUs } of record.members) {
          const mark = role === 'member' && !this.#isRoom ? levelMarks.guest : markOf(role, hasAccount);
          put('m', ['HSET', user, `${mark}${joinedSeq} ${digits(joinedUs)}`]);
          put('n', ['ZADD', 0, `${ranks[role]}${digits(joinedUs)}\0${user}`]);
        }
        return;
      case 'invited':
        return put('i', ['HSET', record.user, record.by ?? '']);
      case 'hidden':
        put('c', ['HSET', 'hi', '1']);
        return put('g', ['HSET', record.user, `${record.seq} ${record.at}`]);
      case 'change':
        return put('h', [
          ...(['XADD', 'MAXLEN', '=', keptChanges, `${record.rev}-0`] as const),
          ...['k', record.change, 'i', record.id, 's', record.seq ?? ''],
        ]);
      case 'mute':
      case 'ban':
        return this.#putSanction(record);
      case 'guest-network':
        return put('v', ['HSET', `=${record.user}`, record.network]);
      case 'guest-sanction': {
        const { of, look, user, until } = record;
        const kind = of === 'mute' ? 'm' : 'b';
        const sanction = this.#sanctions.get(`${of} ${user}`);
        const { at = this.#now, by = user, reason = '' } = sanction ?? {};
        const fields = this.#looks.get(`${kind}${user}`) ?? [];
        fields.push(`${kind}${look}`);
        this.#looks.set(`${kind}${user}`, fields);
        put('v', ['HSET', `${kind}${look}`, `${user} ${valueOf(until, at, by, reason)}`]);
        return put('v', ['HSET', `${kind}=${user}`, fields.map((field) => `${field}\n`).join('')]);
      }
      case 'call': {
        const calls = this.#calls.get(record.user) ?? {};
        calls[record.seq] = record.rev;
        this.#calls.set(record.user, calls);
        return put('y', ['HSET', record.user, JSON.stringify(calls)]);
      }
      case 'push-watcher':
        return put('pw', ['ZADD', 0, record.user]);
      case 'loose-bytes':
        put('f', ['HSETNX', `#${record.hash}`, 0]);
        return put('z', ['ZADD', Math.floor(record.freeAt), `#${record.hash}`]);
      case 'cursor': {
        const { bit } = consumers[record.consumer];
        this.#interest += 2 ** bit;
        put(`t${bit}`, ['HSET', 'c', positionText(record.position)]);
        return put('c', ['HSET', 'ti', `${this.#interest} ${conversation}`]);
      }
    }
  }

  #putSanction(record: SanctionRecord): void {
    const { kind, conversation, user, until, at, by = user, reason = '' } = record;
    this.#sanctions.set(`${kind} ${user}`, record);
    const value = valueOf(until, at, by, reason);
    if (kind === 'mute') {
      this.#bulk.add(conversationKey(conversation, 's'), ['HSET', user, value]);
      this.#bulk.add(conversationKey(conversation, 'c'), ['HSET', 'mu', '1']);
      return;
    }
    this.#bulk.add(conversationKey(conversation, 'b'), ['HSET', user, value]);
    this.#bulk.add(conversationKey(conversation, 'k'), ['ZADD', 0, `${digits(Math.floor(at))}\0${user}`]);
  }

  async #putConversation(record: ConversationRecord): Promise<void> {
    const { id, parent, root } = record;
    const optional = (name: string, value: string | number | null | undefined): (string | number)[] =>
      value === undefined || value === null ? [] : [name, value];
    const past = record.beforeFirst;
    const pastIndex = past && (await this.#messages.indexOf(id, past.author));
    const authors = await this.#messages.nextAuthor(id);
    const place =
      parent === undefined
        ? [
            ...['f', JSON.stringify(factsOf(record)), 'v', record.type, 'w', record.owner ?? '', 'g', record.removals],
            ...(record.mark === 0 ? [] : ['tm', record.mark]),
            ...optional('rt', rightsOf(record)),
            ...optional('sl', record.slowModeMs),
            ...optional('sj', record.history === undefined ? undefined : '1'),
            ...optional('z', record.emptySince),
          ]
        : ['us', (record.repliers ?? []).join(' ')];
    this.#bulk.add(conversationKey(id, 'c'), [
      ...(['HSET', 'e', record.epoch, 'b', record.base, 'q', record.seq, 'r', record.rev, 'a', authors] as const),
      ...['s', this.#now, 't', digits(record.activeUs).replace(/^0+(?=\d)/, '')],
      ...optional('k', record.lastId),
      ...optional('x', record.lastChange),
      ...optional('l', record.first > 1 ? record.first : undefined),
      ...place,
    ]);
    if (past && pastIndex) {
      const entry = Buffer.concat([pastIndex, Buffer.alloc(1), packSaid({ ...past, content: '' })]);
      this.#bulk.add(conversationKey(id, 'o'), ['HSET', `z${record.first - 1}`, entry]);
    }
    if (parent !== undefined && root !== undefined) {
      const shown = [id, record.seq, record.lastAt ?? 0, ...(record.repliers ?? [])].join(' ');
      if (record.seq > 0) this.#bulk.add(conversationKey(parent, 'th'), ['HSET', String(root), shown]);
      if (record.marked) this.#bulk.add(conversationKey(parent, 'tz'), ['ZADD', record.marked, String(root)]);
    }
    if (record.type !== 'public') return;
    const name = record.name ?? '';
    const kept = JSON.stringify({ at: Math.floor(this.#now), confirmed: true });
    for (const skeleton of nameSkeletons(name)) this.#bulk.add(roomNameKey(skeleton), ['HSET', 'id', id, 'of', kept]);
    const folded = foldName(name);
    this.#bulk.add(roomIndexKeys[0], ['ZADD', 0, `${folded}\0${id}`]);
    this.#bulk.add(roomIndexKeys[1], ['HSET', id, `${folded}\n${foldName(record.topic ?? '')}`]);
  }
}

const valueOf = (until: number | null, at: number, by: string, reason: string): string =>
  `${Math.floor(until ?? 0)} ${Math.floor(at)} ${by}${reason === '' ? '' : ` ${reason}`}`;

/** As `parseFacts` reads them. */
function factsOf(record: ConversationRecord): object {
  const { id, type, createdAt, name, topic, owner, pair, people, rights, slowModeMs, history, picture } = record;
  const { retentionDays, retentionMessages } = record;
  if (type === 'direct') return { kind: type, id, pair, createdAt };
  if (type === 'group') return { kind: type, id, people, name, createdAt };
  const rules = { rights, slowModeMs, history, picture, retentionDays, retentionMessages };
  return { kind: 'room', id, name, topic, visibility: type, owner, createdAt, ...rules };
}

/** The bits of each role, where the room has rights of its own: `rt` of its facts. */
function rightsOf({ type, rights }: ConversationRecord): string | undefined {
  if (rights === undefined || (type !== 'public' && type !== 'private')) return undefined;
  // Of whatever store it comes, it was checked where it was set.
  const own = rights as RoomRights;
  return levels.map((level) => `${levelMarks[level]}=${heldRights(type, level, 0, own)}`).join(' ');
}
