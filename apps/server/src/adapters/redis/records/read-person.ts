import { asConversationId, asFileId, asUserId, isUserId } from '@rookery/protocol';
import type { UserId } from '@rookery/protocol';
import * as z from 'zod';
import type { PersonalRecord, SessionRecord } from '../../../domain/store-record.ts';
import type { StoredFile } from '../../../domain/stored-file.ts';
import type { KeptKind } from '../../../ports/kept.ts';
import { keptKinds } from '../../../ports/kept.ts';
import { keptPartOf } from '../kept.ts';
import { userKey } from '../keys.ts';
import { beginningSchema } from '../packing/session-beginning.ts';
import { parseUser } from '../packing/user-json.ts';
import { partialOf } from '../files.ts';
import type { Shards } from '../shards.ts';
import { fields, pairs, readKeys } from './read-keys.ts';
import type { KeyKind } from './read-keys.ts';

const entrySchema = z.tuple([z.string(), z.number(), z.string(), z.string(), z.number(), z.number()]).rest(z.number());
const passkeySchema = z.object({
  credential: z.string(),
  key: z.string(),
  ways: z.string(),
  name: z.string(),
  at: z.number(),
  used: z.optional(z.number()),
});
const parts: readonly (readonly [string, KeyKind])[] = [
  ['u', 'h'],
  ['i', 'h'],
  ['g', 'h'],
  ['s', 'h'],
  ['d', 'h'],
  ['a', 'h'],
  ['x', 'h'],
  ['b', 'z'],
  ['f', 'h'],
  ['k', 'h'],
  ['p', 'h'],
  ['fp', 'h'],
  ['fc', 'h'],
  ['fe', 'z'],
  ['fr', 'h'],
  ['fq', 'h'],
  ['fa', 'h'],
];
const maybe = (figure: string | undefined): number | undefined => (figure === undefined ? undefined : Number(figure));

/** What belongs to a person. `hashOf` knows the secrets of sessions that do not say theirs. */
export async function readPerson(
  shards: Shards,
  user: UserId,
  hashOf: (session: string) => string | undefined,
): Promise<readonly PersonalRecord[]> {
  const asked: (readonly [string, KeyKind])[] = parts.map(([part, kind]) => [userKey(user, part), kind]);
  const all = await readKeys(shards, [
    ...asked,
    ...keptKinds.map((kind) => [userKey(user, keptPartOf[kind]), 'h'] as const),
  ]);
  const [u, i, g, s, d, a, x, b, f, k, p, fp, fc, fe, fr, fq, fa, ...kept] = all;
  const own = fields(u);
  const profile = own.get('user');
  // Of a guest whose record is closed nothing is left, and soon not even that.
  if (profile === undefined || own.has('gone')) return [];
  const { rev: profileRev, ...person } = parseUser(profile);
  const off = own.get('off');
  const records: PersonalRecord[] = [
    {
      kind: 'person',
      ...person,
      profileRev,
      rev: Number(own.get('rev') ?? 0),
      revFloor: Number(own.get('jump')?.split(' ')[1] ?? 0),
      lastSeen: maybe(fields(p).get('seen')),
      lookAt: maybe(own.get('look')),
      standing: off === undefined ? undefined : Number(off.split(' ')[0]),
      closing: own.get('was'),
    },
  ];
  const account = fields(a);
  const [hash, until] = [account.get('link'), account.get('until')];
  if (account.has('password') || account.has('address'))
    records.push({
      kind: 'account',
      user,
      password: account.get('password'),
      address: account.get('address'),
      link: hash === undefined ? undefined : { hash, until: Number(until) },
    });
  const beginnings = fields(d);
  for (const [id, value] of pairs(s)) {
    const session = toSession(user, id, value, beginnings.get(id), hashOf);
    if (session) records.push(session);
  }
  const choices = pairs(x).map(([name, json]) => [name, JSON.parse(json) as unknown] as const);
  if (choices.length > 0) records.push({ kind: 'choices', user, choices: Object.fromEntries(choices) });
  for (const [blocked, act] of pairs(b))
    records.push({ kind: 'block', user, blocked: asUserId(blocked), act: Number(act) });
  const factor = fields(f);
  if (factor.size > 0)
    records.push({
      kind: 'second-factor',
      user,
      secret: factor.get('secret'),
      pending: factor.get('pending'),
      step: Number(factor.get('step') ?? 0),
      busyUntil: Number(factor.get('busy') ?? 0),
      recovery: factor.get('recovery') ?? '',
    });
  for (const [id, json] of pairs(k)) {
    const {
      credential,
      key: publicKey,
      ways: transports,
      name,
      at: createdAt,
      used,
    } = passkeySchema.parse(JSON.parse(json));
    records.push({ kind: 'passkey', user, id, credential, publicKey, transports, name, createdAt, usedAt: used });
  }
  for (const [conversation, json] of pairs(i)) {
    const [as, read, readEpoch, gained, gainedRev, rev, entryRev = 0] = entrySchema.parse(JSON.parse(json));
    records.push({
      ...{ kind: 'line', user, conversation: asConversationId(conversation) },
      as: as === 'i' ? 'invited' : as === 't' ? 'follower' : 'member',
      ...{ read, readEpoch, gainedUs: Number(gained), gainedRev, rev, entryRev },
    });
  }
  for (const [conversation, value] of pairs(g)) {
    const [rev, why, by] = value.split(' ');
    records.push({
      ...{ kind: 'departure', user, conversation: asConversationId(conversation), rev: Number(rev), why },
      by: by === undefined ? undefined : asUserId(by),
    });
  }
  for (const [index, type] of keptKinds.entries()) records.push(...toKept(user, type, pairs(kept[index])));
  const [ends, reserved, pieces] = [fields(fe), fields(fc), fields(fr)];
  for (const [id, file] of pairs(fp)) {
    const conversation = reserved.get(id);
    const [partial, expiresAt] = [pieces.get(id), Number(ends.get(id) ?? 0)];
    records.push({
      ...{ kind: 'upload', id: asFileId(id), owner: user, expiresAt },
      conversation: conversation === undefined ? undefined : asConversationId(conversation),
      // Written by this adapter alone.
      file: file === '' ? undefined : (JSON.parse(file) as StoredFile),
      partial: partial === undefined ? undefined : partialOf(partial),
    });
  }
  const day = fields(fq);
  if (day.size > 0)
    records.push({ kind: 'upload-day', user, day: Number(day.get('day')), bytes: Number(day.get('bytes')) });
  for (const [id, value] of pairs(fa)) {
    const [, by = '', json = 'null'] = /^(\S+) (.*)$/s.exec(value) ?? [];
    records.push({
      ...{ kind: 'shown-file', id: asFileId(id), owner: user, by: isUserId(by) ? by : asConversationId(by) },
      file: JSON.parse(json) as StoredFile,
    });
  }
  return records;
}

function toSession(
  user: UserId,
  id: string,
  value: string,
  json: string | undefined,
  hashOf: (session: string) => string | undefined,
): SessionRecord | null {
  const [ends, type = ''] = value.split(' ');
  const beginning = json === undefined ? undefined : beginningSchema.parse(JSON.parse(json));
  const secretHash = beginning?.key ?? hashOf(id);
  // Nobody can have the secret of a session to which none leads.
  if (secretHash === undefined) return null;
  const { at, agent = '', by, old, til, rot } = beginning ?? {};
  return {
    ...{ kind: 'session', id, user, type, expiresAt: Number(ends), secretHash, createdAt: at, agent },
    ...{ endsBy: by, formerHash: old, formerUntil: til, rotatedAt: rot },
  };
}

/** As it is kept: rev, when it is due or nothing, JSON, spaces between; `#` is the last rev of the kind. */
const toKept = (user: UserId, type: KeptKind, things: readonly (readonly [string, string])[]): PersonalRecord[] =>
  things.flatMap(([key, value]) => {
    const [, rev, due = '', json = ''] = /^(\d+) (\d*) (.*)$/s.exec(value) ?? [];
    if (rev === undefined) return [];
    return [{ kind: 'kept', user, type, key, rev: Number(rev), json, dueAt: due === '' ? undefined : Number(due) }];
  });
