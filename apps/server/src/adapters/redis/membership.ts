import { asUserId, isGroupId } from '@rookery/protocol';
import type { ConversationId, UserId } from '@rookery/protocol';
import { departureOf } from '../../domain/departure.ts';
import { nobodyThere } from '../../domain/nobody-there.ts';
import type { Refusal } from '../../domain/log.ts';
import { noRights } from '../../domain/rights.ts';
import type { Rights } from '../../domain/rights.ts';
import type { GuestLook, JoinOutcome, MemberRow, Membership } from '../../ports/membership.ts';
import { sanctionsKept } from '../../ports/moderation.ts';
import { owing } from './audit-log.ts';
import type { RedisAuditLog } from './audit-log.ts';
import { heldNow } from './held-rights.ts';
import type { HiddenGroups } from './hidden-groups.ts';
import { conversationKey, conversationKeys } from './keys.ts';
import { lowerEnd, toCursor } from './list-cursor.ts';
import { plainState } from './packing/state.ts';
import { refusalFrom, toRefusal } from './refusal.ts';
import { bytes, list, number, text } from './reply.ts';
import type { Reply } from './reply.ts';
import { toMemberRole, toRole } from './role-marks.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';
import type { RedisUserLog } from './user-log.ts';

export class RedisMembership implements Membership {
  readonly #shards: Shards;
  readonly #users: RedisUserLog;
  readonly #audit: RedisAuditLog;
  readonly #hidden: HiddenGroups;

  constructor(shards: Shards, users: RedisUserLog, audit: RedisAuditLog, hidden: HiddenGroups) {
    this.#shards = shards;
    this.#users = users;
    this.#audit = audit;
    this.#hidden = hidden;
  }

  async look(conversation: ConversationId, by: UserId) {
    const reply = await this.#shards.run({
      script: script('look'),
      keys: [conversationKey(conversation, 'c')],
      args: [by],
    });
    const [state, role, visibility, , muted] = list(reply);
    if (reply === null || (text(role) === '' && text(visibility) !== 'public')) return toRefusal(null);
    const known = plainState(state);
    return {
      status: 'seen' as const,
      state: known,
      role: toRole(text(role)),
      rights: heldNow(known.facts, known.members, text(role), muted).rights,
    };
  }

  async join(
    room: ConversationId,
    user: UserId,
    _at: number,
    hasAccount = false,
    guest: GuestLook | null = null,
  ): Promise<JoinOutcome> {
    const { reply } = await this.#shards.commit({
      script: script('join'),
      keys: conversationKeys(room, 'cmnibysv'),
      args: [user, hasAccount ? '1' : '0', guest?.name ?? '', guest?.network ?? '', sanctionsKept],
    });
    const [status, stateReply, role, heir] = list(reply);
    if (text(status) === 'gone') throw nobodyThere();
    if (text(status) === 'banned') return { status: 'banned' };
    if (text(status) === 'refused') return toRefusal(stateReply);
    const state = plainState(stateReply);
    const isNew = text(status) === 'joined';
    const read = await this.#users.gain(user, room, 'm', state.head.seq, state.head.epoch, isNew);
    if (read === null) return this.#undo(room, user);
    await this.#inherited(room, heir);
    return { status: isNew ? 'joined' : 'already', state, role: toMemberRole(text(role)), read };
  }

  async leave(room: ConversationId, user: UserId): Promise<{ readonly status: 'left' } | Refusal> {
    if (isGroupId(room)) return this.#hidden.hide(room, user);
    const outcome = await this.#depart(room, user, noRights, user);
    return typeof outcome === 'string' ? { status: 'left' } : outcome;
  }

  /** Tells whoever has become the room's owner. */
  async #inherited(room: ConversationId, heir: Reply | undefined): Promise<void> {
    if (text(heir) !== '') await this.#users.touch(asUserId(text(heir)), room);
  }

  /** She has been taken away between two steps, or may do nothing any more: the conversation lets her go again. [SES-11] */
  async #undo(room: ConversationId, user: UserId): Promise<never> {
    const { reply } = await this.#shards.commit({
      script: script('guest-leave'),
      keys: conversationKeys(room, 'cmni'),
      args: [user],
    });
    await this.#inherited(room, list(reply)[1]);
    throw nobodyThere();
  }

  async remove(room: ConversationId, by: UserId, needs: Rights, user: UserId) {
    const outcome = await this.#depart(room, by, needs, user);
    if (outcome === 'left') return { status: 'removed' as const };
    return typeof outcome === 'string' ? { status: outcome } : outcome;
  }

  async #depart(
    room: ConversationId,
    by: UserId,
    needs: Rights,
    user: UserId,
  ): Promise<'left' | 'not-a-member' | 'not-lower' | Refusal> {
    const owed = owing(room);
    const { reply } = await this.#shards.commit({
      script: script('depart'),
      keys: [...conversationKeys(room, 'cmni'), ...owed.keys],
      args: [by, user, needs, owed.id],
    });
    const [status, detail] = list(reply);
    switch (text(status)) {
      case 'not-lower':
        return 'not-lower';
      case 'left':
      case 'not-a-member':
        // Also where she is none: an earlier try may have ended between the two.
        await this.#users.lose(user, room, departureOf(user, by));
        if (text(status) === 'not-a-member') return 'not-a-member';
        await this.#inherited(room, detail);
        if (by !== user) await this.#audit.settleSoon(room);
        return 'left';
      default:
        return refusalFrom(status, detail);
    }
  }

  async invite(
    room: ConversationId,
    by: UserId,
    needs: Rights,
    user: UserId,
    _at: number,
  ): Promise<{ readonly status: 'invited' | 'banned' } | Refusal> {
    const { reply } = await this.#shards.commit({
      script: script('invite'),
      keys: conversationKeys(room, 'ci'),
      args: [by, user, needs],
    });
    const [status, stateReply] = list(reply);
    switch (text(status)) {
      case 'invited': {
        const { head } = plainState(stateReply);
        if ((await this.#users.gain(user, room, 'i', head.seq, head.epoch, false)) === null)
          return this.#undo(room, user);
        return { status: 'invited' };
      }
      case 'member':
        return { status: 'invited' };
      case 'banned':
        return { status: 'banned' };
      default:
        return refusalFrom(status, stateReply);
    }
  }

  async members(conversation: ConversationId, reader: UserId, cursor: string | undefined, limit: number) {
    const reply = await this.#shards.run({
      script: script('members'),
      keys: conversationKeys(conversation, 'cmn'),
      args: [reader, lowerEnd(cursor), limit + 1],
    });
    const [status, pairs] = list(reply);
    if (text(status) !== 'page') return refusalFrom(status, pairs);
    const flat = list(pairs);
    const found = Array.from({ length: flat.length / 2 }, (_, index) => {
      const place = bytes(flat[2 * index]);
      return { place, row: toRow(place, text(flat[2 * index + 1])) };
    });
    const shown = found.slice(0, limit);
    return {
      status: 'page' as const,
      rows: shown.map(({ row }) => row),
      next: found.length > limit ? toCursor(shown.at(-1)?.place) : null,
    };
  }

  async firstsOf(conversation: ConversationId, users: readonly UserId[]): Promise<ReadonlyMap<UserId, number>> {
    const firsts = new Map<UserId, number>();
    for (let index = 0; index < users.length; index += 1_000) {
      const chunk = users.slice(index, index + 1_000);
      const reply = await this.#shards.run({
        script: script('members-first'),
        keys: conversationKeys(conversation, 'cm'),
        args: chunk,
      });
      for (const [at, user] of chunk.entries()) {
        const first = number(list(reply)[at]);
        if (first > 0) firsts.set(user, first);
      }
    }
    return firsts;
  }

  async membersAmong(conversation: ConversationId, users: readonly UserId[]): Promise<ReadonlySet<UserId>> {
    const found = new Set<UserId>();
    for (let index = 0; index < users.length; index += 1_000) {
      const chunk = users.slice(index, index + 1_000);
      const reply = await this.#shards.run({
        script: script('members-among'),
        keys: conversationKeys(conversation, 'cm'),
        args: chunk,
      });
      for (const [at, user] of chunk.entries()) if (number(list(reply)[at]) === 1) found.add(user);
    }
    return found;
  }
}

/** `place` and `member` as _members.lua has them. */
function toRow(place: Buffer, member: string): MemberRow {
  const [seq = '', micros = ''] = member.slice(1).split(' ');
  return {
    user: asUserId(place.subarray(place.indexOf(0) + 1).toString()),
    role: toMemberRole(member.slice(0, 1)),
    joinedSeq: Number(seq),
    joinedAt: Math.floor(Number(micros) / 1_000),
  };
}
