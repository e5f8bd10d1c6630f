import type { UserId } from '@rookery/protocol';
import { directIdOf } from '../../../domain/direct-id.ts';
import { secretHash } from '../../../domain/new-id.ts';
import type { PersonalRecord, PersonRecord, SessionRecord } from '../../../domain/store-record.ts';
import type { PartialUpload } from '../../../ports/files.ts';
import type { KeptKind } from '../../../ports/kept.ts';
import { partialLines } from '../files.ts';
import { keptPartOf } from '../kept.ts';
import { addressKey, conversationKey, dueKey, ownersKey, sessionKey, userKey } from '../keys.ts';
import type { Command } from '../link.ts';
import { dueMember } from '../packing/due-member.ts';
import { pointerMs } from '../session-store.ts';
import type { BulkWriter } from './bulk-writer.ts';

const dayMs = 86_400_000;
const text = (value: number): string => String(Math.floor(value));
const given = (...fields: readonly (readonly [string, string | number | undefined])[]): (string | number)[] =>
  fields.flatMap(([name, value]) => (value === undefined ? [] : [name, value]));

/** What belongs to one person. What several records come to in one field is collected here. */
export class PeopleWriting {
  readonly #bulk: BulkWriter;
  readonly #now: number;
  #of: UserId | null = null;
  #acts = 0;
  #lastRevs = new Map<string, number>();

  constructor(bulk: BulkWriter, now: number) {
    this.#bulk = bulk;
    this.#now = now;
  }

  write(record: PersonalRecord): void {
    const user = record.kind === 'person' ? record.id : 'owner' in record ? record.owner : record.user;
    if (this.#of !== user) {
      this.#of = user;
      this.#acts = 0;
      this.#lastRevs = new Map();
    }
    const put = (part: string, ...commands: readonly Command[]): void =>
      this.#bulk.add(userKey(user, part), ...commands);
    switch (record.kind) {
      case 'person':
        return this.#putPerson(record);
      case 'account': {
        const { password, address, link } = record;
        const fields = given(
          ['password', password],
          ['address', address],
          ['link', link?.hash],
          ['until', link?.until],
        );
        put('a', ['HSET', ...fields]);
        if (address !== undefined) this.#bulk.add(addressKey(secretHash(address.toLowerCase())), ['HSET', 'id', user]);
        return;
      }
      case 'session':
        return this.#putSession(record);
      case 'choices': {
        const fields = Object.entries(record.choices).flatMap(([name, value]) => [name, JSON.stringify(value)]);
        if (fields.length > 0) put('x', ['HSET', ...fields]);
        return;
      }
      case 'block': {
        const { blocked, act } = record;
        this.#acts = Math.max(this.#acts, act);
        put('b', ['ZADD', act, blocked]);
        put('u', ['HSET', 'acts', this.#acts]);
        return this.#bulk.add(conversationKey(directIdOf(user, blocked), 'r'), ['HSET', user, `1 ${act}`]);
      }
      case 'second-factor': {
        const { secret, pending, step, busyUntil, recovery } = record;
        const fields = given(['secret', secret], ['pending', pending], ['busy', busyUntil || undefined]);
        return put('f', ['HSET', ...fields, 'step', step, 'recovery', recovery]);
      }
      case 'passkey': {
        const { id, credential, publicKey: key, transports: ways, name, createdAt: at, usedAt: used } = record;
        return put('k', ['HSET', id, JSON.stringify({ credential, key, ways, name, at, used })]);
      }
      case 'line': {
        const { as, read, readEpoch, gainedUs, gainedRev, rev, entryRev } = record;
        const mark = as === 'invited' ? 'i' : as === 'follower' ? 't' : 'm';
        const entry = [mark, read, readEpoch, text(gainedUs), gainedRev, rev, ...(entryRev === 0 ? [] : [entryRev])];
        return put('i', ['HSET', record.conversation, JSON.stringify(entry)]);
      }
      case 'departure': {
        const { conversation, rev, why, by } = record;
        return put('g', [
          'HSET',
          conversation,
          [rev, why, why === undefined ? undefined : by].filter(Boolean).join(' '),
        ]);
      }
      case 'kept': {
        const { key, rev, dueAt, json } = record;
        // Written by a store, of a kind that it has.
        const type = record.type as KeptKind;
        const last = Math.max(this.#lastRevs.get(type) ?? 0, rev);
        this.#lastRevs.set(type, last);
        const due = dueAt === undefined ? '' : text(dueAt);
        put(keptPartOf[type], ['HSET', '#', last, key, `${rev} ${due} ${json}`]);
        if (dueAt !== undefined) put('ke', ['ZADD', due, `${type} ${key}`]);
        return;
      }
      case 'upload': {
        const { id, expiresAt, conversation, file, partial } = record;
        put('fp', ['HSET', id, file === undefined ? '' : JSON.stringify(file)]);
        put('fe', ['ZADD', text(expiresAt), id]);
        if (conversation !== undefined) put('fc', ['HSET', id, conversation]);
        // As a store has kept it.
        if (partial !== undefined) put('fr', ['HSET', id, partialLines(partial as Omit<PartialUpload, 'expiresAt'>)]);
        return;
      }
      case 'upload-day':
        return put('fq', ['HSET', 'day', record.day, 'bytes', record.bytes], ['PEXPIRE', 2 * dayMs]);
      case 'shown-file':
        return put('fa', ['HSET', record.id, `${record.by} ${JSON.stringify(record.file)}`]);
    }
  }

  #putPerson(record: PersonRecord): void {
    const { id, username, displayName, guest, avatar, role, status, deactivated, profileRev, rev, revFloor } = record;
    const profile = { id, username, displayName, guest, avatar, role, status, rev: profileRev, deactivated };
    const off = deactivated || record.standing !== undefined;
    this.#bulk.add(userKey(id, 'u'), [
      ...(['HSET', 'user', JSON.stringify(profile), 'rev', rev] as const),
      // Whoever stands before it holds what is gone.
      ...given(['jump', revFloor > 0 ? `-1 ${revFloor}` : undefined], ['look', record.lookAt], ['was', record.closing]),
      ...given(['off', off ? `${record.standing ?? 1} ${deactivated ? 1 : 0}` : undefined]),
    ]);
    if (record.lastSeen !== undefined) this.#bulk.add(userKey(id, 'p'), ['HSET', 'seen', text(record.lastSeen)]);
    if (role === 'owner') this.#bulk.add(ownersKey, ['SADD', id]);
    // Her conversations have to be told: their marks are derived from this.
    if (deactivated)
      this.#bulk.add(dueKey(id), [
        ...(['ZADD', text(this.#now)] as const),
        dueMember({ kind: 'owed', consumer: 'standing', subject: id }),
      ]);
  }

  #putSession(record: SessionRecord): void {
    const { id, user, type, expiresAt, secretHash: key, createdAt: at, agent, endsBy: by } = record;
    const { formerHash: old, formerUntil: til, rotatedAt: rot } = record;
    this.#bulk.add(userKey(user, 's'), ['HSET', id, `${text(expiresAt)} ${type}`]);
    this.#bulk.add(userKey(user, 'd'), ['HSET', id, JSON.stringify({ at, agent, by, key, old, til, rot })]);
    for (const hash of [key, old])
      if (hash !== undefined)
        this.#bulk.add(sessionKey(hash), ['HSET', 'to', JSON.stringify({ id, user })], ['PEXPIRE', pointerMs]);
  }
}
