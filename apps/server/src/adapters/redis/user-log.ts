import { asConversationId, asUserId, isThreadId, unreadAfter } from '@rookery/protocol';
import type { ConversationId, DepartureReason, UserId } from '@rookery/protocol';
import * as z from 'zod';
import type { Departure } from '../../domain/departure.ts';
import type { InboxLine } from '../../domain/inbox-line.ts';
import { keptCalls } from '../../domain/kept-calls.ts';
import { inboxPage } from '../../domain/inbox-page.ts';
import { readThreadId } from '../../domain/thread-id.ts';
import { forbidden } from '../../domain/log.ts';
import type { Refusal } from '../../domain/log.ts';
import { may, rightsOf } from '../../domain/rights.ts';
import type { Page } from '../../domain/page.ts';
import type { UserLog, UserLogStep } from '../../ports/user-log.ts';
import { heldNow } from './held-rights.ts';
import { toRefusal } from './refusal.ts';
import { conversationKey, conversationKeys, userKey } from './keys.ts';
import { toAuthors } from './packing/authors.ts';
import { toMessages } from './packing/message-rows.ts';
import { plainState, toState } from './packing/state.ts';
import { list, number, text } from './reply.ts';
import type { Reply } from './reply.ts';
import { toRole } from './role-marks.ts';
import { script } from './scripts.ts';
import { lateMs } from './sent-marks.ts';
import { unavailable } from './shards.ts';
import type { Shards } from './shards.ts';
import { ThreadFollowers } from './thread-followers.ts';

/** Of a mark that waits for its shard: when the second begins, it is back. */
const mostLooks = 2;
/** A device that missed more than this reloads. */
const answeredSteps = 500;

const entrySchema = z.tuple(
  [z.enum(['m', 'i', 't']), z.number(), z.string(), z.coerce.number(), z.number(), z.number()],
  z.number(),
);
type Entry = {
  readonly conversation: ConversationId;
  readonly isMember: boolean;
  /** It is a thread. */
  readonly follows: boolean;
  readonly read: number;
  readonly epoch: string;
  readonly gained: number;
  readonly gainedRev: number;
  /** Of the last step that changed it in another way than by its log; 0 for none. */
  readonly entryRev: number;
  readonly rev: number;
};
type Found = { readonly line: InboxLine; readonly rank: number };

export class RedisUserLog implements UserLog {
  readonly #shards: Shards;
  readonly #followers: ThreadFollowers;

  constructor(shards: Shards) {
    this.#shards = shards;
    this.#followers = new ThreadFollowers(shards);
  }

  #keys(user: UserId): string[] {
    return ['u', 'i', 'g'].map((part) => userKey(user, part));
  }

  /**
   * Writes a conversation into her log. Answers her read mark; null where she has been taken away. `again` tells it though she has it: after
   * joining anew.
   */
  async gain(
    user: UserId,
    conversation: ConversationId,
    role: 'm' | 'i',
    read: number,
    epoch: string,
    again: boolean,
  ): Promise<number | null> {
    const reply = await this.#gain(user, conversation, role, read, epoch, again);
    return reply === null ? null : number(list(reply)[0]);
  }

  /** The same of a member who may have it: whether she did not. */
  async gainAnew(user: UserId, conversation: ConversationId, read: number, epoch: string): Promise<boolean> {
    const reply = await this.#gain(user, conversation, 'm', read, epoch, false);
    return reply !== null && text(list(reply)[2]) === '1';
  }

  async #gain(
    user: UserId,
    conversation: ConversationId,
    role: 'm' | 'i',
    read: number,
    epoch: string,
    again: boolean,
  ): Promise<Reply> {
    const { reply } = await this.#shards.commit({
      script: script('user-gain'),
      keys: this.#keys(user),
      args: [conversation, role, read, epoch, again ? '1' : '0'],
    });
    return reply;
  }

  /** Takes a conversation out of her log. */
  async lose(user: UserId, conversation: ConversationId, { why, by }: Departure): Promise<void> {
    await this.#shards.commit({
      script: script('user-lose'),
      keys: this.#keys(user),
      args: [conversation, '', why, by ?? ''],
    });
  }

  /** An entry that is out of date: the conversation says that she has no part in it, and not why. */
  #drop(user: UserId, { conversation, rev }: Entry): void {
    this.#shards
      .commit({ script: script('user-lose'), keys: this.#keys(user), args: [conversation, rev, '', ''] })
      .catch(() => undefined);
  }

  async #read(user: UserId) {
    const [rev, entries, departures, jump] = list(
      await this.#shards.run({ script: script('user-read'), keys: this.#keys(user), args: [] }),
    );
    const flat = list(entries);
    const gone = list(departures);
    const [jumpFrom = 0, jumpTo = 0] = text(jump).split(' ').map(Number);
    return {
      rev: number(rev),
      /** Stands at a number that a failover took back. */
      isTakenBack: (held: number): boolean => jumpFrom < held && held < jumpTo,
      entries: Array.from({ length: flat.length / 2 }, (_, index) =>
        toEntry(text(flat[2 * index]), text(flat[2 * index + 1])),
      ),
      departures: Array.from({ length: gone.length / 2 }, (_, index) =>
        toDeparted(text(gone[2 * index]), text(gone[2 * index + 1])),
      ),
    };
  }

  /** The conversation's word counts: where she has no part in it, her entry goes. */
  async #line(user: UserId, entry: Entry): Promise<Found | null> {
    const reply = await this.#shards.run({
      script: script('line'),
      keys: [conversationKey(entry.conversation, 'c')],
      args: [user, entry.read, entry.epoch],
    });
    const [stateReply, role, read, mentions, rows, authors, calledLate, muted, rootRow, rootAuthors, by] = list(reply);
    const held = toRole(text(role));
    if (reply === null || held === null) {
      this.#drop(user, entry);
      return null;
    }
    const state = toState(stateReply);
    const line: InboxLine = {
      state: plainState(stateReply),
      role: held,
      ...(held === 'invited' && text(by) !== '' && { invitedBy: asUserId(text(by)) }),
      ...heldNow(state.facts, state.members, text(role), muted),
      read: Math.min(number(read), state.head.seq),
      mentions: number(mentions),
      calledLate: number(calledLate),
      last: toMessages(entry.conversation, rows, toAuthors(authors))[0] ?? null,
      ...(entry.follows && { root: toMessages(entry.conversation, rootRow, toAuthors(rootAuthors))[0] }),
    };
    return { line, rank: Math.max(state.active, entry.gained) };
  }

  async inbox(
    user: UserId,
    cursor: string | undefined,
    limit: number,
  ): Promise<Page<InboxLine> & { readonly rev: number }> {
    const { rev, entries } = await this.#read(user);
    const lines = (await Promise.all(entries.map((entry) => this.#line(user, entry)))).flatMap((found) =>
      found ? [{ ...found, id: found.line.state.facts.id as string }] : [],
    );
    const page = inboxPage(lines, cursor, limit);
    return { rows: page.rows.map(({ line }) => line), next: page.next, rev };
  }

  async line(user: UserId, conversation: ConversationId): Promise<InboxLine | null> {
    const { entries } = await this.#read(user);
    const entry = entries.find((found) => found.conversation === conversation);
    return entry ? ((await this.#line(user, entry))?.line ?? null) : null;
  }

  async conversations(user: UserId): ReturnType<UserLog['conversations']> {
    const { rev, entries } = await this.#read(user);
    const members = await Promise.all(
      entries
        .filter(({ isMember }) => isMember)
        .map(async (entry) => ({ entry, isStill: await this.#isMember(user, entry.conversation) })),
    );
    for (const { entry, isStill } of members) if (!isStill) this.#drop(user, entry);
    const followed = entries.filter(({ follows }) => follows).sort((a, b) => b.gained - a.gained);
    return {
      rev,
      conversations: members.filter(({ isStill }) => isStill).map(({ entry }) => entry.conversation),
      threads: followed.map(({ conversation }) => conversation),
    };
  }

  async #isMember(user: UserId, conversation: ConversationId): Promise<boolean> {
    const reply = await this.#shards.run({
      script: script('members-among'),
      keys: conversationKeys(conversation, 'cm'),
      args: [user],
    });
    return number(list(reply)[0]) === 1;
  }

  async since(
    user: UserId,
    rev: number,
  ): Promise<
    | { readonly status: 'steps'; readonly rev: number; readonly steps: readonly UserLogStep[] }
    | { readonly status: 'reset' }
  > {
    const { rev: head, entries, departures, isTakenBack } = await this.#read(user);
    if (rev > head || isTakenBack(rev)) return { status: 'reset' };
    const news = [
      ...entries.filter((entry) => entry.rev > rev).map((entry) => ({ rev: entry.rev, entry, departed: undefined })),
      ...departures
        .filter((gone) => gone.rev > rev)
        .map((gone) => ({ rev: gone.rev, entry: undefined, departed: gone.step })),
    ].sort((a, b) => a.rev - b.rev);
    if (news.length > answeredSteps) return { status: 'reset' };
    let prev = rev;
    const steps: UserLogStep[] = [];
    for (const { rev: at, entry, departed } of news) {
      const numbers = { prev, rev: at };
      prev = at;
      if (departed) steps.push({ ...numbers, ...departed });
      else if (entry && entry.gainedRev > rev) steps.push({ ...numbers, added: entry.conversation });
      else if (entry && entry.entryRev > rev) steps.push({ ...numbers, entry: entry.conversation });
      else if (entry) {
        const found = await this.#line(user, entry);
        const read = found?.line.read ?? 0;
        steps.push({
          ...numbers,
          ...(found
            ? { read: { conversation: entry.conversation, read, unread: unreadAfter(found.line.state.head, read) } }
            : {}),
        });
      }
    }
    return { status: 'steps', rev: head, steps };
  }

  async touch(user: UserId, conversation: ConversationId): Promise<void> {
    await this.#shards.commit({ script: script('user-touch'), keys: this.#keys(user), args: [conversation] });
  }

  async follow(user: UserId, thread: ConversationId, on: boolean): ReturnType<UserLog['follow']> {
    const parent = readThreadId(thread)?.parent;
    const looked = await this.#shards.run({
      script: script('look'),
      keys: [conversationKey(thread, 'c')],
      args: [user],
    });
    if (looked === null || parent === undefined) return toRefusal(null);
    const [stateReply, role, visibility, , muted] = list(looked);
    const held = toRole(text(role));
    if (held === null || held === 'invited') return toRefusal(visibility);
    const { facts, head, members } = plainState(stateReply);
    if (!may(heldNow(facts, members, text(role), muted).rights, rightsOf('read'))) return forbidden;
    await this.#followers.set(user, thread, parent, on ? { read: head.seq, epoch: head.epoch } : null);
    const line = on ? await this.line(user, thread) : null;
    return { status: 'set', read: line?.read ?? head.seq };
  }

  async mark(
    user: UserId,
    conversation: ConversationId,
    seq: number,
    back: boolean,
    rev?: number,
  ): Promise<{ readonly status: 'marked'; readonly read: number; readonly unread: number } | Refusal> {
    for (let look = 0; look < mostLooks; look += 1) {
      const marked = await this.#markAsOfNow(user, conversation, seq, back, rev);
      if (marked) return marked;
    }
    throw unavailable(new Error('her shard keeps it waiting'));
  }

  /** Null where it has waited for her shard, and the epoch that it was looked up in is over. */
  async #markAsOfNow(
    user: UserId,
    conversation: ConversationId,
    seq: number,
    back: boolean,
    rev?: number,
  ): Promise<{ readonly status: 'marked'; readonly read: number; readonly unread: number } | Refusal | null> {
    const looked = await this.#shards.run({
      script: script('look'),
      keys: [conversationKey(conversation, 'c')],
      args: [user],
    });
    if (looked === null) return toRefusal(null);
    const lookedAt = performance.now();
    const [stateReply, role, visibility, waiting, muted, hidden] = list(looked);
    const held = toRole(text(role));
    if (held === null || held === 'invited') return toRefusal(visibility);
    const { facts, head, members } = plainState(stateReply);
    if (!may(heldNow(facts, members, text(role), muted).rights, rightsOf('read'))) return forbidden;
    const [last, firstOfEpoch] = [Math.min(seq, head.seq), text(list(stateReply)[7])];
    // Her calls first: where this is cut off in between, a repeat finds her mark as it was, and so the same messages behind it.
    if (number(waiting) > 0) {
      const before = await this.#readUpTo(user, conversation, head.epoch, Number(firstOfEpoch));
      if (rev !== undefined || last > before) await this.#hadCalls(user, conversation, rev ?? 0, before, last);
    }
    const isThread = isThreadId(conversation);
    // Acked, so it is on a second machine first.
    const mark = async () => {
      const { reply: marked } = await this.#shards.commit({
        script: script('user-mark'),
        keys: this.#keys(user),
        args: () => [
          ...[conversation, `${back ? 'back' : 'mark'}${performance.now() - lookedAt > lateMs ? '-late' : ''}`],
          ...[head.epoch, firstOfEpoch, head.seq, head.first, '', 0, last],
        ],
      });
      return marked;
    };
    let reply = await mark();
    if (reply === null && isThread) {
      // She does not follow it: nothing is kept.
      const read = Math.min(seq, head.seq);
      return { status: 'marked', read, unread: unreadAfter(head, read) };
    }
    if (reply === null) {
      if (text(hidden) !== '') {
        const read = Number(text(hidden).split(' ')[0]);
        return { status: 'marked', read, unread: unreadAfter(head, read) };
      }
      // A member whose log does not say so: joining was cut off between the two.
      if ((await this.gain(user, conversation, 'm', 0, head.epoch, true)) === null) return toRefusal(null);
      reply = await mark();
    }
    if (!Array.isArray(reply)) return null;
    const read = Math.min(number(list(reply)[0]), head.seq);
    if (rev !== undefined) await this.touch(user, conversation);
    return { status: 'marked', read, unread: unreadAfter(head, read) };
  }

  /** Her mark, as `user-mark` takes it. */
  async #readUpTo(user: UserId, conversation: ConversationId, epoch: string, firstOfEpoch: number): Promise<number> {
    const reply = await this.#shards.run({
      script: script('read-hash'),
      keys: [userKey(user, 'i')],
      args: [conversation],
    });
    const json = text(list(reply)[0]);
    if (json === '') return 0;
    const entry = toEntry(conversation, json);
    return entry.epoch === epoch ? entry.read : Math.min(entry.read, firstOfEpoch);
  }

  async #hadCalls(
    user: UserId,
    conversation: ConversationId,
    rev: number,
    before: number,
    read: number,
  ): Promise<void> {
    await this.#shards.commit({
      script: script('calls-had'),
      keys: conversationKeys(conversation, 'cy'),
      args: [user, rev, before, read, keptCalls],
    });
  }
}

/** `kept`: its rev, then, where they are known, why and who did it. Written by this adapter alone. */
function toDeparted(conversation: string, kept: string) {
  const [rev, why, by] = kept.split(' ');
  return {
    rev: Number(rev),
    step: {
      removed: asConversationId(conversation),
      ...(why === undefined ? {} : { why: why as DepartureReason }),
      ...(by === undefined ? {} : { by: asUserId(by) }),
    },
  };
}

function toEntry(conversation: string, json: string): Entry {
  const [role, read, epoch, gained, gainedRev, rev, entryRev = 0] = entrySchema.parse(JSON.parse(json));
  return {
    conversation: asConversationId(conversation),
    isMember: role === 'm',
    follows: role === 't',
    read,
    epoch,
    gained,
    gainedRev,
    rev,
    entryRev,
  };
}
