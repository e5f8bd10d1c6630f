import { asUserId } from '@rookery/protocol';
import type { ConversationId, UserId } from '@rookery/protocol';
import type { Rights } from '../../domain/rights.ts';
import { networkBoundMs, sanctionsKept } from '../../ports/moderation.ts';
import type { BanRow, HeldNow, Moderation, RoleGiven, Sanction } from '../../ports/moderation.ts';
import { owing } from './audit-log.ts';
import type { RedisAuditLog } from './audit-log.ts';
import { heldNow } from './held-rights.ts';
import { conversationKey, conversationKeys } from './keys.ts';
import { lowerEnd, toCursor } from './list-cursor.ts';
import { parseFacts } from './packing/state.ts';
import { refusalFrom } from './refusal.ts';
import { bytes, list, number, text } from './reply.ts';
import { markOf } from './role-marks.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';
import type { RedisUserLog } from './user-log.ts';

/** Members asked about by one script. */
const heldChunk = 1_000;
/** Rooms of one person that are written to at once. */
const roomsAtOnce = 50;

export class RedisModeration implements Moderation {
  readonly #shards: Shards;
  readonly #users: RedisUserLog;
  readonly #audit: RedisAuditLog;

  constructor(shards: Shards, users: RedisUserLog, audit: RedisAuditLog) {
    this.#shards = shards;
    this.#users = users;
    this.#audit = audit;
  }

  async setRole(room: ConversationId, by: UserId, needs: Rights, { user, role, hasAccount }: RoleGiven) {
    const owed = owing(room);
    const { reply } = await this.#shards.commit({
      script: script('role-set'),
      keys: [...conversationKeys(room, 'cmn'), ...owed.keys],
      args: [by, user, needs, markOf(role, hasAccount), hasAccount ? '1' : '0', owed.id],
    });
    const [answer, visibility] = list(reply);
    const status = text(answer);
    switch (status) {
      case 'set':
        await Promise.all([this.#users.touch(user, room), this.#audit.settleSoon(room)]);
        return { status } as const;
      case 'not-a-member':
      case 'no-account':
      case 'not-lower':
      case 'last-owner':
        return { status } as const;
      default:
        return refusalFrom(answer, visibility);
    }
  }

  async mute(room: ConversationId, by: UserId, needs: Rights, user: UserId, { until, reason, guestName }: Sanction) {
    const owed = owing(room);
    const { reply } = await this.#shards.commit({
      script: script('mute'),
      keys: [...conversationKeys(room, 'cmsv'), ...owed.keys],
      args: [by, user, needs, until ?? 0, reason ?? '', sanctionsKept, guestName ?? '', networkBoundMs, owed.id],
    });
    const [answer, visibility] = list(reply);
    const status = text(answer);
    switch (status) {
      case 'muted':
        await Promise.all([this.#users.touch(user, room), this.#audit.settleSoon(room)]);
        return { status } as const;
      case 'not-lower':
      case 'too-many':
        return { status } as const;
      default:
        return refusalFrom(answer, visibility);
    }
  }

  async ban(room: ConversationId, by: UserId, needs: Rights, user: UserId, { until, reason, guestName }: Sanction) {
    const owed = owing(room);
    const { reply } = await this.#shards.commit({
      script: script('ban'),
      keys: [...conversationKeys(room, 'cmnibkv'), ...owed.keys],
      args: [by, user, needs, until ?? 0, reason ?? '', sanctionsKept, guestName ?? '', networkBoundMs, owed.id],
    });
    const [answer, visibility] = list(reply);
    const status = text(answer);
    switch (status) {
      case 'banned':
        // Also where she was no member: an earlier try may have ended between the two.
        await Promise.all([this.#users.lose(user, room, { why: 'banned', by }), this.#audit.settleSoon(room)]);
        return { status } as const;
      case 'not-lower':
      case 'too-many':
        return { status } as const;
      default:
        return refusalFrom(answer, visibility);
    }
  }

  async unban(room: ConversationId, by: UserId, needs: Rights, user: UserId) {
    const owed = owing(room);
    const { reply } = await this.#shards.commit({
      script: script('unban'),
      keys: [...conversationKeys(room, 'cbkv'), ...owed.keys],
      args: [by, user, needs, owed.id],
    });
    const [answer, visibility] = list(reply);
    if (text(answer) !== 'unbanned') return refusalFrom(answer, visibility);
    await this.#audit.settleSoon(room);
    return { status: 'unbanned' } as const;
  }

  async bans(room: ConversationId, reader: UserId, needs: Rights, cursor: string | undefined, limit: number) {
    const reply = await this.#shards.run({
      script: script('bans'),
      keys: conversationKeys(room, 'cbk'),
      args: [reader, needs, lowerEnd(cursor), limit + 1],
    });
    const [status, triples] = list(reply);
    if (text(status) !== 'page') return refusalFrom(status, triples);
    const flat = list(triples);
    const found = Array.from({ length: flat.length / 3 }, (_, index) => ({
      place: bytes(flat[3 * index]),
      ban: text(flat[3 * index + 1]),
      isOver: text(flat[3 * index + 2]) === '0',
    }));
    const shown = found.slice(0, limit);
    return {
      status: 'page' as const,
      rows: shown.filter(({ isOver }) => !isOver).map(({ place, ban }) => toBan(place, ban)),
      next: found.length > limit ? toCursor(shown.at(-1)?.place) : null,
    };
  }

  async knowAccount(user: UserId): Promise<void> {
    const { conversations } = await this.#users.conversations(user);
    for (let index = 0; index < conversations.length; index += roomsAtOnce)
      await Promise.all(
        conversations.slice(index, index + roomsAtOnce).map(async (room) => {
          const keys = conversationKeys(room, 'cmn');
          const { reply } = await this.#shards.commit({ script: script('account-known'), keys, args: [user] });
          if (number(reply) === 1) await this.#users.touch(user, room);
        }),
      );
  }

  async heldBy(conversation: ConversationId, users: readonly UserId[]): Promise<ReadonlyMap<UserId, HeldNow>> {
    const held = new Map<UserId, HeldNow>();
    for (let index = 0; index < users.length; index += heldChunk) {
      const chunk = users.slice(index, index + heldChunk);
      const reply = await this.#shards.run({
        script: script('held-by'),
        keys: [conversationKey(conversation, 'c')],
        args: chunk,
      });
      if (reply === null) return held;
      const [facts, members, marks, mutes] = list(reply);
      const known = parseFacts(text(facts));
      for (const [at, user] of chunk.entries()) {
        const mark = text(list(marks)[at]);
        if (mark !== '' && mark !== 'i') held.set(user, heldNow(known, number(members), mark, list(mutes)[at]));
      }
    }
    return held;
  }
}

/** `place` and `ban` as ban.lua has them. */
function toBan(place: Buffer, ban: string): BanRow {
  const [, until, at, by, reason] = /^(\d+) (\d+) (\S+)(?: (.*))?$/.exec(ban) ?? [];
  return {
    user: asUserId(place.subarray(place.indexOf(0) + 1).toString()),
    by: asUserId(by ?? ''),
    at: Number(at),
    until: Number(until) || null,
    reason: reason ?? null,
  };
}
