import { setTimeout as pause } from 'node:timers/promises';
import { ChatError, asConversationId, asUserId, isUserId, limits } from '@rookery/protocol';
import type { ConversationId, UserId } from '@rookery/protocol';
import * as z from 'zod';
import { levelOf } from '../../domain/data-levels.ts';
import type { Page } from '../../domain/page.ts';
import { readThreadId } from '../../domain/thread-id.ts';
import { rulesWithin } from '../../domain/retention-rules.ts';
import type { RetentionRules } from '../../domain/retention-rules.ts';
import type { ConversationLog } from '../../ports/conversation-log.ts';
import type { Hold, Retention, SweptRetention } from '../../ports/retention.ts';
import { owing } from './audit-log.ts';
import type { RedisAuditLog } from './audit-log.ts';
import { conversationKey, conversationKeys, dueKey, holdsKey, retentionSweeperKey } from './keys.ts';
import { list, number, text } from './reply.ts';
import type { Reply } from './reply.ts';
import { script } from './scripts.ts';
import { ShardLeases } from './shard-leases.ts';
import type { Shards } from './shards.ts';
import type { Thawing } from './thawing.ts';

/** Keys of one step, and messages of one conversation that one script takes away: a few ms of a master's time. */
const stepKeys = 500;
const stepMessages = 500;
/** Read at once, of those that are perhaps too old. */
const readMessages = 100;
/** Steps of one conversation in a row: a long one goes on with the next pass over it. */
const stepsInARow = 1_000;
const dayMs = 24 * 3_600_000;
/**
 * Whoever is held is read after a look, and what was decided by that counts for so long from the look on, by the clock of the shard that takes away. So nothing is decided without her once she has been
 * in the list for as long, which is when her hold is answered.
 */
const heldMs = 4_000;
/** Threads that are looked into at once. */
const threadsAtOnce = 50;
/** Conversations looked at in one turn. */
const lookedAtOnce = 20;

type Looked = {
  readonly first: number;
  readonly last: number;
  readonly rev: number;
  /** What the room itself wants. */
  readonly own: RetentionRules;
  readonly isRootless: boolean;
  /** ms, by the shard's own clock. */
  readonly at: number;
};

const holdSchema = z.object({ by: z.string(), at: z.number(), reason: z.optional(z.string()) });

type Parts = {
  readonly audit: RedisAuditLog;
  readonly log: Pick<ConversationLog, 'tail'>;
  readonly thawing: Thawing;
};

/** Walks through the keys of those shards of which this node is the sweeper, with Redis' own cursor (SCAN), as `RedisLeftovers` does. */
export class RedisRetention implements Retention {
  readonly #shards: Shards;
  readonly #audit: RedisAuditLog;
  readonly #log: Pick<ConversationLog, 'tail'>;
  readonly #thawing: Thawing;
  readonly #leases: ShardLeases;
  /** By master, where this pass goes on; 'done' where it has ended. */
  readonly #passes = new Map<string, string>();

  constructor(shards: Shards, { audit, log, thawing }: Parts, node: string) {
    this.#shards = shards;
    this.#audit = audit;
    this.#log = log;
    this.#thawing = thawing;
    this.#leases = new ShardLeases(shards, retentionSweeperKey, node);
  }

  async sweep(now: number, rules: RetentionRules): Promise<SweptRetention> {
    if (this.#shards.level < levelOf.retention) return { taken: 0, more: false };
    let taken = 0;
    const masters = this.#shards.topology.masters();
    for (const master of this.#passes.keys()) if (!masters.includes(master)) this.#passes.delete(master);
    for (const master of masters) {
      const cursor = this.#passes.get(master) ?? '0';
      if (cursor === 'done') continue;
      try {
        const step = await this.#step(master, cursor, Math.floor(now), rules);
        taken += step.taken;
        this.#passes.set(master, step.next);
      } catch (error) {
        // One shard that does not answer keeps no other from being swept.
        if (!(error instanceof ChatError) && !this.#shards.isClosed) throw error;
        this.#passes.set(master, 'done');
      }
    }
    const more = [...this.#passes.values()].some((cursor) => cursor !== 'done');
    if (!more) this.#passes.clear();
    return { taken, more };
  }

  async #step(master: string, cursor: string, now: number, rules: RetentionRules) {
    if (!(await this.#leases.isMine(master))) return { taken: 0, next: 'done' };
    const [scanned] = await this.#shards.pipeline(master, [['SCAN', cursor, 'COUNT', stepKeys]]);
    // The master is away or is one no longer: the next pass finds its keys.
    if (scanned === undefined || scanned instanceof Error) return { taken: 0, next: 'done' };
    const [next, keys] = list(scanned);
    const found = [...new Set(list(keys).flatMap((key) => this.#conversationIn(text(key))))];
    let taken = 0;
    for (let from = 0; from < found.length; from += lookedAtOnce) {
      const some = found.slice(from, from + lookedAtOnce);
      const outcomes = await Promise.all(some.map((conversation) => this.#retain(conversation, now, rules)));
      for (const each of outcomes) taken += each;
    }
    return { taken, next: text(next) === '0' ? 'done' : text(next) };
  }

  /** A step of messages after the other, as long as there are more to take. Answers how many were taken. */
  async #retain(conversation: ConversationId, now: number, server: RetentionRules): Promise<number> {
    for (let taken = 0, left = stepsInARow; ; left -= 1) {
      const looked = await this.#look(conversation);
      if (looked === null || left === 0) return taken;
      const { first, last, own, isRootless } = looked;
      const asked = isRootless ? last + 1 : await this.#wanted(conversation, looked, now, server);
      const step = Math.min(asked, first + stepMessages, last + 1);
      const to = step > first ? await this.#unheld(conversation, looked, step) : step;
      // What lies behind it is looked at by no step before it is let go.
      const wanted = to < step ? to : asked;
      if (isRootless && to < step) return taken;
      if (to > first) {
        const decided = ['retain', own.days ?? '', own.messages ?? '', looked.at + heldMs];
        const reached = await this.#thawing.trim(conversation, to, decided);
        // Held, or decided otherwise, just now: it is looked at again.
        if (reached === -2) continue;
        taken += Math.max(0, reached - first);
      }
      if (to < Math.min(wanted, last + 1)) continue;
      if (isRootless)
        await this.#shards.commit({
          script: script('room-clear'),
          keys: [...conversationKeys(conversation, 'cmnalohdepysbkwv'), dueKey(conversation)],
          args: [conversation],
        });
      return taken;
    }
  }

  async #look(conversation: ConversationId): Promise<Looked | null> {
    const reply = await this.#shards.run({
      script: script('retain-look'),
      keys: [conversationKey(conversation, 'c')],
      args: [],
    });
    if (reply === null) return null;
    const [first, last, rev, days, messages, isRootless, at] = list(reply);
    const bound = (value: Reply | undefined): number | null => (text(value) === '' ? null : number(value));
    return {
      ...{ first: number(first), last: number(last), rev: number(rev) },
      own: { days: bound(days), messages: bound(messages) },
      isRootless: text(isRootless) === '1',
      at: number(at),
    };
  }

  /** The first number that is to exist, a step on at the most. Messages are read, wherever they lie, only where the first of them is too old. */
  async #wanted(conversation: ConversationId, looked: Looked, now: number, server: RetentionRules): Promise<number> {
    const { first, last, rev, own } = looked;
    const { days, messages } = rulesWithin(server, {
      retentionDays: own.days ?? undefined,
      retentionMessages: own.messages ?? undefined,
    });
    let wanted = messages === null ? first : Math.max(first, last - messages + 1);
    if (days === null) return wanted;
    const before = now - days * dayMs;
    for (let limit = 1; wanted < Math.min(first + stepMessages, last + 1); limit = readMessages) {
      const tail = await this.#log.tail(conversation, { seq: wanted - 1, rev }, limit);
      const young = tail?.messages.findIndex(({ at }) => at >= before) ?? 0;
      const found = tail?.messages.at(young < 0 ? -1 : young);
      if (!found) return wanted;
      if (young >= 0) return Math.max(wanted, found.seq);
      wanted = found.seq + 1;
    }
    return wanted;
  }

  /** As far as the first message of somebody who is held, or under which she has written or been called. [RET-7] */
  async #unheld(conversation: ConversationId, { first, rev }: Looked, to: number): Promise<number> {
    const held = await this.#heldPeople();
    if (held.length === 0) return to;
    let own = to;
    if (await this.#knowsAny(conversation, held)) {
      for (let after = first - 1; after < to - 1;) {
        const tail = await this.#log.tail(conversation, { seq: after, rev }, Math.min(readMessages, to - 1 - after));
        const found = tail?.messages.find(({ author }) => held.includes(author));
        if (found) own = Math.min(own, found.seq);
        const last = tail?.messages.at(-1);
        if (found || !last) break;
        after = last.seq;
      }
    }
    if (readThreadId(conversation) !== null || own <= first) return Math.max(first, own);
    const roots = Array.from({ length: own - first }, (_, index) => first + index);
    const threads = list(
      await this.#shards.run({
        script: script('read-hash'),
        keys: [conversationKey(conversation, 'th')],
        args: roots.map(String),
      }),
    ).flatMap((value, index) => {
      const [, thread] = /^(\S+)/.exec(text(value)) ?? [];
      return thread === undefined ? [] : [{ root: first + index, thread: asConversationId(thread) }];
    });
    for (let at = 0; at < threads.length; at += threadsAtOnce) {
      const some = threads.slice(at, at + threadsAtOnce);
      const known = await Promise.all(some.map(({ thread }) => this.#knowsAny(thread, held)));
      const root = some[known.indexOf(true)]?.root;
      if (root !== undefined) return root;
    }
    return own;
  }

  /** Whether some of these have written there, or been called. */
  async #knowsAny(conversation: ConversationId, people: readonly UserId[]): Promise<boolean> {
    const keys = [conversationKey(conversation, 'a')];
    const found = list(await this.#shards.run({ script: script('read-hash'), keys, args: people }));
    return found.some((index) => text(index) !== '');
  }

  async #heldPeople(): Promise<readonly UserId[]> {
    const flat = list(await this.#shards.run({ script: script('read-all'), keys: [holdsKey], args: [] }));
    return flat.flatMap((of, index) => (index % 2 === 0 && isUserId(text(of)) ? asUserId(text(of)) : []));
  }

  async hold({ of, on, by, at, reason }: Parameters<Retention['hold']>[0]): Promise<'done' | 'unknown' | 'full'> {
    const put = async (json: string): Promise<boolean> => {
      const { reply } = await this.#shards.commit({
        script: script('hold-list'),
        keys: [holdsKey],
        args: [of, json, limits.holds],
      });
      return number(reply) === 1;
    };
    // In the list before it counts, and until it counts no longer: what is held is always listed.
    if (on && !(await put(JSON.stringify({ by, at, ...(reason === undefined ? {} : { reason }) })))) return 'full';
    if (isUserId(of)) {
      if (!on) await put('');
      // Until all that was decided without her has been done, or is too late.
      else await pause(heldMs);
      return 'done';
    }
    const { keys, id } = owing(of);
    const { reply } = await this.#shards.commit({
      script: script('hold'),
      keys: [conversationKey(of, 'c'), ...keys],
      args: [by, on ? '1' : '0', reason ?? '', id],
    });
    const isThere = number(reply) === 1;
    if (!on || !isThere) await put('');
    if (!isThere) return 'unknown';
    await this.#audit.settleSoon(of);
    return 'done';
  }

  async holdOf(of: ConversationId | UserId): Promise<Hold | null> {
    const reply = await this.#shards.run({ script: script('read-hash'), keys: [holdsKey], args: [of] });
    const json = text(list(reply)[0]);
    return json === '' ? null : toHold(of, json);
  }

  async holds(cursor: string | undefined, limit: number): Promise<Page<Hold>> {
    const flat = list(await this.#shards.run({ script: script('read-all'), keys: [holdsKey], args: [] }));
    const all: Hold[] = [];
    for (let at = 0; at < flat.length; at += 2) {
      all.push(toHold(text(flat[at]), text(flat[at + 1])));
    }
    const rest = all
      .toSorted((one, other) => (one.of < other.of ? -1 : 1))
      .filter(({ of }) => cursor === undefined || of > cursor);
    const rows = rest.slice(0, limit);
    return { rows, next: rest.length > limit ? (rows.at(-1)?.of ?? null) : null };
  }

  /** The conversation whose record the key is; nothing for any other key, nor for one of another installation. */
  #conversationIn(key: string): ConversationId[] {
    const prefix = this.#shards.named('');
    if (!key.startsWith(prefix)) return [];
    const [, home, thread] = /^\{([rdg]_[\w-]+)\}(t_[\w-]+)?:c$/.exec(key.slice(prefix.length)) ?? [];
    const found = thread ?? home;
    return found === undefined ? [] : [asConversationId(found)];
  }

  /** Gives the shards to whoever sweeps next. */
  close(): Promise<void> {
    return this.#leases.close();
  }
}

function toHold(id: string, json: string): Hold {
  const { by, ...hold } = holdSchema.parse(JSON.parse(json));
  return { of: isUserId(id) ? id : asConversationId(id), by: asUserId(by), ...hold };
}
