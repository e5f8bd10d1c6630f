import { asConversationId, asRoomId, isUserId } from '@rookery/protocol';
import { asUserId } from '@rookery/protocol';
import { readThreadId } from '../../../domain/thread-id.ts';
import type { ServerRecord } from '../../../domain/store-record.ts';
import { leftNameMs } from '../../../ports/people.ts';
import type { FiledReport } from '../../../ports/reports.ts';
import {
  auditKeys,
  conversationKey,
  dueKey,
  foundingKey,
  holdsKey,
  identitiesKey,
  invitationKey,
  invitationsKey,
  mailKeys,
  onceKey,
  owedKeys,
  reportKeys,
  settingsKey,
  subjectOf,
  taskKeyOf,
  userKey,
} from '../keys.ts';
import type { Command } from '../link.ts';
import { recordText } from '../packing/audit-json.ts';
import { dueMember } from '../packing/due-member.ts';
import type { BulkWriter } from './bulk-writer.ts';

type Of<Kind> = Extract<ServerRecord, { readonly kind: Kind }>;
const text = (value: number): string => String(Math.floor(value));

/** What belongs to the server. What several records come to in one field is collected here. */
export class ServerWriting {
  readonly #bulk: BulkWriter;
  readonly #now: number;
  #leftAt = new Map<string, Set<number>>();
  #reportsBy = new Map<string, number>();

  constructor(bulk: BulkWriter, now: number) {
    this.#bulk = bulk;
    this.#now = now;
  }

  /** By the clock of whoever writes, as all times here are. */
  #expire(until: number): Command {
    return ['PEXPIRE', Math.max(1, Math.floor(until - this.#now))];
  }

  begin(): void {
    this.#leftAt = new Map();
    this.#reportsBy = new Map();
  }

  write(record: ServerRecord): void {
    const bulk = this.#bulk;
    switch (record.kind) {
      case 'name':
        return this.#putName(record);
      case 'setting':
        return bulk.add(settingsKey, ['HSET', record.name, record.json]);
      case 'hold': {
        const { conversation, by, at, reason } = record;
        // Of a person the list alone says so.
        if (!isUserId(conversation))
          bulk.add(conversationKey(asConversationId(conversation), 'c'), ['HSET', 'hd', '1']);
        return bulk.add(holdsKey, ['HSET', conversation, JSON.stringify({ by, at, reason })]);
      }
      case 'founding':
        for (const name of ['token', 'owner'] as const)
          if (record[name] !== undefined) bulk.add(foundingKey, ['HSET', name, record[name]]);
        return;
      case 'identity':
        return bulk.add(identitiesKey(record.issuerHash), ['HSET', record.subject, record.user]);
      case 'once': {
        const { keyHash, value, until, takenBy } = record;
        const taken = takenBy === undefined ? [] : ['b', takenBy];
        return bulk.add(onceKey(keyHash), ['HSET', 'v', value, 't', text(until), ...taken], this.#expire(until));
      }
      case 'invitation':
        return this.#putInvitation(record);
      case 'report':
        return this.#putReport(record);
      case 'audit': {
        const { n, entry } = record;
        bulk.add(auditKeys[1], ['HSET', String(n), recordText(record)]);
        bulk.add(auditKeys[2], ['HSET', entry.id, n]);
        for (const about of [entry.room, entry.user, entry.by])
          if (about) bulk.add(`audit:{audit}:of:${about}`, ['ZADD', n, String(n)]);
        return bulk.add(auditKeys[0], ['HSET', 'n', n, 'hash', record.hash]);
      }
      case 'owed-act': {
        // One that is brought to the log twice is known by its id.
        const subject = isUserId(record.subject) ? asUserId(record.subject) : asConversationId(record.subject);
        return bulk.add(owedKeys(subject)[0] ?? '', ['RPUSH', JSON.stringify(record.entry)]);
      }
      case 'mail': {
        bulk.add(mailKeys[0], ['ZADD', text(record.dueAt), record.id]);
        bulk.add(mailKeys[1], ['HSET', record.id, record.json]);
        return bulk.add(mailKeys[2], ['HSET', record.id, record.tries]);
      }
      case 'task': {
        const { task, dueAt, failures, reason, parkedAt } = record;
        bulk.add(dueKey(subjectOf(task)), ['ZADD', parkedAt === undefined ? text(dueAt) : '+inf', dueMember(task)]);
        const fields = [
          ...(task.kind === 'person' ? ['a', ''] : []),
          ...(failures === undefined ? [] : ['n', failures]),
          ...(reason === undefined ? [] : ['w', reason]),
          ...(parkedAt === undefined ? [] : ['p', text(parkedAt)]),
        ];
        if (fields.length > 0) bulk.add(taskKeyOf(task), ['HSET', ...fields]);
      }
    }
  }

  #putName({ skeleton, folded, user, leftAt }: Of<'name'>): void {
    const key = `name:{u:${skeleton.replaceAll('}', '%')}}`;
    this.#bulk.add(key, ['HSET', 'id', user, 'of', folded]);
    if (leftAt === undefined) return;
    this.#bulk.add(key, ['HSET', 'left', '1'], this.#expire(leftAt + leftNameMs));
    const times = this.#leftAt.get(user) ?? new Set();
    times.add(Math.floor(leftAt));
    this.#leftAt.set(user, times);
    this.#bulk.add(userKey(asUserId(user), 'u'), ['HSET', 'left', [...times].join(' ')]);
  }

  #putInvitation(record: Of<'invitation'>): void {
    const { code, room, by, uses, used, usedBy, createdAt, expiresAt, role = null } = record;
    const invitation = { code, room, by, uses, createdAt, expiresAt, role };
    this.#bulk.add(
      invitationKey(code),
      [
        ...(['HSET', 'is', JSON.stringify(invitation), 'uses', uses ?? '', 'until', text(expiresAt)] as const),
        ...['used', used, ...usedBy.flatMap(([user, attempt]) => [`p:${user}`, attempt])],
      ],
      this.#expire(expiresAt),
    );
    this.#bulk.add(invitationsKey(room === null ? null : asRoomId(room)), ['HSET', code, text(expiresAt)]);
  }

  #putReport({ id, json }: Of<'report'>): void {
    // As a store has filed it.
    const { at, conversation, seq, by } = JSON.parse(json) as FiledReport;
    const place = `${text(at).padStart(16, '0')}\0${id}`;
    const count = (this.#reportsBy.get(by) ?? 0) + 1;
    this.#reportsBy.set(by, count);
    this.#bulk.add(reportKeys.reports, ['HSET', id, json]);
    const home = readThreadId(conversation)?.parent ?? conversation;
    for (const key of [reportKeys.places, reportKeys.placesOf(conversation), reportKeys.placesOf(home)])
      this.#bulk.add(key, ['ZADD', 0, place]);
    this.#bulk.add(reportKeys.once, ['HSET', `${conversation} ${seq} ${by}`, id]);
    this.#bulk.add(reportKeys.byWhom, ['HSET', by, count]);
  }
}
