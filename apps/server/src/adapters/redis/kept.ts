import type { UserId } from '@rookery/protocol';
import type { DueHints } from '../../domain/due-hints.ts';
import type { OwedTask } from '../../domain/task.ts';
import { keptKinds } from '../../ports/kept.ts';
import type { Kept, KeptKind, KeptThing, NewThing, PutOutcome, Telling } from '../../ports/kept.ts';
import { dueKey, taskKeyOf, userKey } from './keys.ts';
import { dueMember } from './packing/due-member.ts';
import { list, number, text } from './reply.ts';
import type { Reply } from './reply.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';

/** Parts of a user's keys, by kind. */
export const keptPartOf: Readonly<Record<KeptKind, string>> = {
  saved: 'ks',
  draft: 'kd',
  later: 'kl',
  notify: 'kn',
  push: 'kp',
  digest: 'kg',
};
/** Of whoever is taken away, or closes her account. */
export const keptParts = [...Object.values(keptPartOf), 'ke'];

/** What a person keeps lies in her own slot. */
export class RedisKept implements Kept {
  readonly #shards: Shards;
  readonly #hints: DueHints;

  constructor(shards: Shards, hints: DueHints) {
    this.#shards = shards;
    this.#hints = hints;
  }

  async put(user: UserId, thing: NewThing, how: Parameters<Kept['put']>[2]): Promise<PutOutcome> {
    const { kind, key, json, dueAt } = thing;
    const task = taskOf(user);
    const { reply } = await this.#shards.commit({
      script: script('kept-put'),
      keys: [...keysOf(user, kind), taskKeyOf(task), dueKey(user)],
      args: [kind, key, json, dueAt ?? '', how.expected ?? '', how.most, dueMember(task), toTold(how.told)],
    });
    const [status, second] = list(reply);
    if (text(status) === 'too-many') return { status: 'too-many' };
    if (text(status) === 'other') return { status: 'other', now: toThing(kind, key, second) };
    if (dueAt !== null) this.#hints.tellAt(task, dueAt);
    return { status: 'kept', rev: number(second) };
  }

  async drop(user: UserId, kind: KeptKind, key: string, how: Parameters<Kept['drop']>[3]): Promise<boolean> {
    const { reply } = await this.#shards.commit({
      script: script('kept-drop'),
      keys: keysOf(user, kind),
      args: [kind, key, how.expected ?? '', toTold(how.told)],
    });
    return reply === 1;
  }

  async find(user: UserId, kind: KeptKind, key: string): Promise<KeptThing | null> {
    const reply = await this.#shards.run({
      script: script('read-hash'),
      keys: [userKey(user, keptPartOf[kind])],
      args: [key],
    });
    return thingIn(kind, key, text(list(reply)[0]));
  }

  async list(user: UserId, kind: KeptKind): Promise<readonly KeptThing[]> {
    const reply = await this.#shards.run({
      script: script('read-all'),
      keys: [userKey(user, keptPartOf[kind])],
      args: [],
    });
    const fields = list(reply);
    const things: KeptThing[] = [];
    for (let index = 0; index + 1 < fields.length; index += 2) {
      const thing = thingIn(kind, text(fields[index]), text(fields[index + 1]));
      if (thing) things.push(thing);
    }
    return things.sort((one, other) => other.rev - one.rev);
  }

  async due(user: UserId, limit: number): Promise<readonly KeptThing[]> {
    const reply = await this.#shards.run({ script: script('kept-due'), keys: [userKey(user, 'ke')], args: [limit] });
    const found = await Promise.all(
      list(reply).flatMap((one) => {
        const [name, key = ''] = text(one).split(' ');
        const kind = keptKinds.find((known) => known === name);
        return kind ? [this.find(user, kind, key)] : [];
      }),
    );
    return found.filter((thing) => thing !== null);
  }

  async settleLater(user: UserId): Promise<void> {
    const task = taskOf(user);
    const { reply } = await this.#shards.commit({
      script: script('kept-later'),
      keys: [userKey(user, 'ke'), taskKeyOf(task), dueKey(user)],
      args: [dueMember(task)],
    });
    if (reply !== null) this.#hints.tellAt(task, number(reply));
  }
}

const taskOf = (user: UserId): OwedTask => ({ kind: 'owed', consumer: 'kept', subject: user });
const keysOf = (user: UserId, kind: KeptKind): string[] =>
  ['u', keptPartOf[kind], 'ke'].map((part) => userKey(user, part));

/** Members of a JSON object, behind others. */
const toTold = (told: Telling = {}): string => {
  const json = JSON.stringify(told).slice(1, -1);
  return json === '' ? '' : `,${json}`;
};

const toThing = (kind: KeptKind, key: string, row: Reply | undefined): KeptThing | null => {
  const [rev, due, json] = list(row);
  if (rev === undefined) return null;
  return { kind, key, rev: number(rev), json: text(json), dueAt: text(due) === '' ? null : number(due) };
};

/** As it is kept: rev, when it is due or nothing, JSON, spaces between. */
function thingIn(kind: KeptKind, key: string, value: string): KeptThing | null {
  const [, rev = '', due = '', json = ''] = /^(\d+) (\d*) (.*)$/s.exec(value) ?? [];
  return rev === '' ? null : { kind, key, rev: Number(rev), json, dueAt: due === '' ? null : Number(due) };
}
