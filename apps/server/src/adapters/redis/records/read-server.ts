import type { ServerRecord } from '../../../domain/store-record.ts';
import type { Invitation } from '../../../ports/invitations.ts';
import { leftNameMs } from '../../../ports/people.ts';
import { auditKeys, foundingKey, holdsKey, mailKeys, reportKeys, settingsKey, taskKeyOf } from '../keys.ts';
import { parseEntry, parseRecord } from '../packing/audit-json.ts';
import { taskOfMember } from '../packing/due-member.ts';
import { bytes, list, text } from '../reply.ts';
import { slotOf } from '../slots.ts';
import { unavailable } from '../shards.ts';
import type { Shards } from '../shards.ts';
import { script } from '../scripts.ts';
import { eachKey, fields, pairs, readKeys } from './read-keys.ts';

/** Records in one part, and keys asked for together. */
const partSize = 200;
const auditAtOnce = 500;

/** What belongs to the server. */
export async function* readServer(shards: Shards): AsyncGenerator<readonly ServerRecord[]> {
  const found = { names: [], identities: [], once: [], invitations: [], due: [], owed: [] } as Record<
    'names' | 'identities' | 'once' | 'invitations' | 'due' | 'owed',
    string[]
  >;
  const see = (key: string): void => {
    if (key.startsWith('name:{u:')) found.names.push(key);
    else if (key.startsWith('identities:{i:')) found.identities.push(key);
    else if (key.startsWith('once:{o:')) found.once.push(key);
    else if (key.startsWith('invitation:{')) found.invitations.push(key);
    else if (key.startsWith('due:{')) found.due.push(key);
    else if (/^\{[^}]*\}[^:]*:j$/.test(key)) found.owed.push(key);
  };
  // Most keys are of messages: those do not come here.
  await eachKey(shards, see, '[nido]*');
  await eachKey(shards, see, '*:j');
  yield await ofOneSlot(shards);
  const each = async function* (
    keys: readonly string[],
    toRecords: (key: string) => Promise<readonly ServerRecord[]>,
  ): AsyncGenerator<readonly ServerRecord[]> {
    for (let at = 0; at < keys.length; at += partSize)
      yield (await Promise.all(keys.slice(at, at + partSize).map(toRecords))).flat();
  };
  yield* each(found.names, (key) => toName(shards, key));
  for (const key of found.identities) yield* toIdentities(shards, key);
  yield* each(found.once, async (key) => {
    const [of] = await readKeys(shards, [[key, 'h']]);
    const kept = fields(of);
    const keyHash = /\{o:(.*)\}$/.exec(key)?.[1] ?? '';
    const [value, until] = [kept.get('v'), kept.get('t')];
    if (value === undefined || until === undefined) return [];
    return [{ kind: 'once', keyHash, value, until: Number(until), takenBy: kept.get('b') }];
  });
  yield* each(found.invitations, (key) => toInvitation(shards, key));
  yield* readAudit(shards);
  yield* each(found.owed, async (key) => {
    const subject = /^\{(.*)\}/.exec(key)?.[1] ?? '';
    const [acts] = await readKeys(shards, [[key, 'l']]);
    return list(acts).map((json) => ({ kind: 'owed-act', subject, entry: parseEntry(text(json)) }));
  });
  yield* each(found.due, (key) => toTasks(shards, key));
}

async function ofOneSlot(shards: Shards): Promise<readonly ServerRecord[]> {
  const [founding, settings, holds, reports, mails] = await Promise.all([
    readKeys(shards, [[foundingKey, 'h']]),
    readKeys(shards, [[settingsKey, 'h']]),
    readKeys(shards, [[holdsKey, 'h']]),
    readKeys(shards, [[reportKeys.reports, 'h']]),
    readKeys(shards, [
      [mailKeys[0], 'z'],
      [mailKeys[1], 'h'],
      [mailKeys[2], 'h'],
    ]),
  ]);
  const first = fields(founding[0]);
  const [due, tries] = [fields(mails[0]), fields(mails[2])];
  return [
    ...(first.size === 0 ? [] : [{ kind: 'founding' as const, token: first.get('token'), owner: first.get('owner') }]),
    ...pairs(settings[0]).map(([name, json]) => ({ kind: 'setting' as const, name, json })),
    ...pairs(holds[0]).map(([conversation, json]) => {
      // As the adapter has written it.
      const { by, at, reason } = JSON.parse(json) as { by: string; at: number; reason?: string };
      return { kind: 'hold' as const, conversation, by, at, reason };
    }),
    ...pairs(reports[0]).map(([id, json]) => ({ kind: 'report' as const, id, json })),
    ...pairs(mails[1]).map(([id, json]) => ({
      ...{ kind: 'mail' as const, id, dueAt: Number(due.get(id) ?? 0), tries: Number(tries.get(id) ?? 0), json },
    })),
  ];
}

async function toName(shards: Shards, key: string): Promise<readonly ServerRecord[]> {
  const [of] = await readKeys(shards, [[key, 'h']]);
  const kept = fields(of);
  const [user, folded] = [kept.get('id'), kept.get('of')];
  const skeleton = /\{u:(.*)\}$/su.exec(key)?.[1] ?? '';
  if (user === undefined || folded === undefined) return [];
  if (!kept.has('left')) return [{ kind: 'name', skeleton, folded, user }];
  const master = shards.topology.masterOf(slotOf(key));
  if (master === undefined) throw unavailable();
  const [left] = await shards.pipeline(master, [['PTTL', shards.named(key)]]);
  // Taken by somebody else, or free, while this was asked.
  if (typeof left !== 'number' || left < 0) return [];
  return [{ kind: 'name', skeleton, folded, user, leftAt: Date.now() + left - leftNameMs }];
}

async function* toIdentities(shards: Shards, key: string): AsyncGenerator<readonly ServerRecord[]> {
  const issuerHash = /\{i:(.*)\}$/.exec(key)?.[1] ?? '';
  let cursor = '0';
  do {
    const [next, flat] = list(await shards.run({ script: script('identities'), keys: [key], args: [cursor] }));
    yield pairs(flat).map(([subject, user]) => ({ kind: 'identity', issuerHash, subject, user }));
    cursor = text(next);
  } while (cursor !== '0');
}

async function toInvitation(shards: Shards, key: string): Promise<readonly ServerRecord[]> {
  const [of] = await readKeys(shards, [[key, 'h']]);
  const kept = fields(of);
  const json = kept.get('is');
  if (json === undefined) return [];
  // As the adapter has written it.
  const { code, room, by, role, uses, createdAt, expiresAt } = JSON.parse(json) as Invitation;
  return [
    {
      ...{ kind: 'invitation', code, room, by, uses, createdAt, expiresAt },
      ...(role === null || role === undefined ? {} : { role }),
      used: Number(kept.get('used') ?? 0),
      usedBy: [...kept].flatMap(([field, attempt]) =>
        field.startsWith('p:') ? [[field.slice(2), attempt] as const] : [],
      ),
    },
  ];
}

async function* readAudit(shards: Shards): AsyncGenerator<readonly ServerRecord[]> {
  for (let n = 1; ; n += auditAtOnce) {
    const numbers = Array.from({ length: auditAtOnce }, (_, index) => String(n + index));
    const rows = list(await shards.run({ script: script('read-hash'), keys: [auditKeys[1]], args: numbers }));
    const records = rows.flatMap((row, index): ServerRecord[] =>
      bytes(row).length === 0 ? [] : [{ kind: 'audit', ...parseRecord(n + index, text(row)) }],
    );
    if (records.length === 0) return;
    yield records;
  }
}

async function toTasks(shards: Shards, key: string): Promise<readonly ServerRecord[]> {
  const [due] = await readKeys(shards, [[key, 'z']]);
  const records: ServerRecord[] = [];
  for (const [member, score] of pairs(due)) {
    const task = taskOfMember(member);
    if (task === null) continue;
    const [of] = await readKeys(shards, [[taskKeyOf(task), 'h']]);
    const kept = fields(of);
    const [parkedAt, failures] = [kept.get('p'), kept.get('n')];
    const isParked = score === 'inf';
    records.push({
      ...{ kind: 'task', task, dueAt: isParked ? Number(parkedAt ?? 0) : Math.floor(Number(score)) },
      ...(failures === undefined ? {} : { failures: Number(failures) }),
      ...(kept.has('w') ? { reason: kept.get('w') } : {}),
      ...(isParked ? { parkedAt: Number(parkedAt ?? 0) } : {}),
    });
  }
  return records;
}
