import {
  asClientId,
  asDirectId,
  asFileId,
  asGroupId,
  asMessageId,
  asRoomId,
  asThreadId,
  asUserId,
} from '@rookery/protocol';
import type { ConversationId, Head, Level, Reaction, ServerRole, User, UserId, UserStatus } from '@rookery/protocol';
import type {
  ConversationFacts,
  ConversationState,
  PlaceFacts,
  Role,
  RoomFacts,
} from '../../../domain/conversation.ts';
import { forbidden, refusalOf } from '../../../domain/log.ts';
import type { LogMessage, Refusal } from '../../../domain/log.ts';
import { applyOverlay } from '../../../domain/overlay.ts';
import type { Overlay } from '../../../domain/overlay.ts';
import type { Part } from '../../../domain/part.ts';
import type { Votes } from '../../../domain/poll.ts';
import { heldMuted, heldRights, levelOf, may, roleRank } from '../../../domain/rights.ts';
import type { Place, Rights } from '../../../domain/rights.ts';
import type { KeptLinks } from '../../../domain/stored-link.ts';

export type UserRow = {
  readonly no: number;
  readonly id: string;
  readonly username: string;
  readonly display_name: string;
  readonly guest: number;
  readonly profile_rev: number;
  readonly deactivated: number;
  readonly server_role: ServerRole | null;
  /** JSON. */
  readonly status: string | null;
  readonly avatar: string | null;
};

/** Columns of a UserRow; `u` is the user. */
export const userColumns =
  'u.no, u.id, u.username, u.display_name, u.guest, u.profile_rev, u.deactivated, u.server_role, u.status, u.avatar';

/** Written by this adapter alone. */
const parseStatus = (json: string): UserStatus => JSON.parse(json) as UserStatus;

export const toUser = (row: UserRow): User => ({
  id: asUserId(row.id),
  username: row.username,
  displayName: row.display_name,
  guest: row.guest === 1,
  ...(row.avatar === null ? {} : { avatar: asFileId(row.avatar) }),
  ...(row.server_role === null ? {} : { role: row.server_role }),
  ...(row.status === null ? {} : { status: parseStatus(row.status) }),
  rev: row.profile_rev,
  ...(row.deactivated === 1 ? { deactivated: true as const } : {}),
});

/** `conversations.kind`. */
export const kinds = { publicRoom: 0, privateRoom: 1, direct: 2, group: 3, thread: 4 } as const;
const places: readonly Place[] = ['public', 'private', 'direct', 'group'];
export const isRoom = ({ kind }: Pick<ConversationRow, 'kind'>): boolean => kind < kinds.direct;
/** `memberships.role`: members are those below `invited`. `hidden`: of a group that she has out of her inbox. The numbers between are for roles to come. */
export const roles = { member: 0, owner: 1, moderator: 2, hidden: 4, invited: 9 } as const;
/** `member_list.rank`: the list goes by role. Of the membership `s`. */
export const rankOfRole = `CASE s.role WHEN ${roles.owner} THEN 0 WHEN ${roles.moderator} THEN 1 ELSE 2 END`;

/** What `seen` answers of a plain member who has an account, in place of `member`. */
const accountMember = 3;
/** By number. */
const roleNames: readonly Role[] = ['member', 'owner', 'moderator', 'member', 'member'];
export const toRole = (role: number): Role | 'invited' => roleNames[role] ?? 'invited';
/** Of somebody who is known to be a member. */
export function toMemberRole(role: number): Role {
  const found = toRole(role);
  if (found === 'invited') throw new Error(`no role of a member has the number ${role}`);
  return found;
}

export type ConversationRow = {
  readonly no: number;
  readonly id: string;
  readonly kind: number;
  readonly name: string;
  readonly folded: string;
  readonly topic: string;
  readonly created_at: number;
  readonly epoch: string;
  readonly epoch_base: number;
  readonly first_seq: number;
  readonly seq: number;
  readonly last_id: string | null;
  readonly rev: number;
  readonly last_change: string | null;
  readonly members: number;
  readonly removals: number;
  /** Bits of the consumers that are interested. */
  readonly interest: number;
  readonly active: number;
  /** The room's own, as JSON; null where there are none. */
  readonly rules: string | null;
  /** 1 where what lies before a reader's joining does not exist for her. */
  readonly since_join: number;
  /** The id of its file. */
  readonly picture: string | null;
  /** Of a group: the ids of its people, as JSON. */
  readonly people: string | null;
  /** How often something was said in its threads. */
  readonly mark: number;
  /** Whose people and rules hold here, as `kind` and the like do: its own, or of a thread its parent's. */
  readonly place_no: number;
  readonly place_id: string;
  /** Of a thread: number of the message that it hangs on; 0 of anything else. The `no` of a thread in which nothing was said yet is 0. */
  readonly root_seq: number;
  /** A room's owner, or the first of a direct conversation's two. */
  readonly first_no: number;
  readonly first_id: string;
  readonly second_id: string;
};

/** Columns and joins of a ConversationRow; `c` is the conversation. */
export const conversationColumns = `
  c.no, c.id, c.kind, c.name, c.folded, c.topic, c.created_at, c.epoch, c.epoch_base, c.first_seq, c.seq, c.last_id, c.rev, c.last_change,
  c.members, c.removals, c.interest, c.active, c.rules, c.since_join, c.picture, c.people, c.mark, c.no AS place_no, c.id AS place_id, 0 AS root_seq,
  p.no AS first_no, p.id AS first_id, q.id AS second_id`;
/** The same with the first number that exists for the membership `s`, where there is one. [ROOM-33] */
export const readerColumns = conversationColumns.replace(
  'c.first_seq',
  `max(c.first_seq, iif(c.since_join = 1 AND s.role < ${roles.invited}, s.joined_seq + 1, 1)) AS first_seq`,
);
export const conversationJoins = 'JOIN users p ON p.no = c.first JOIN users q ON q.no = c.second';

type Rules = Partial<Pick<RoomFacts, 'rights' | 'slowModeMs' | 'retentionDays' | 'retentionMessages'>>;
const noRules: Rules = {};
/** Written by this adapter alone. */
export function rulesOf({ rules }: Pick<ConversationRow, 'rules'>): Rules {
  if (rules === null) return noRules;
  let parsed = parsedRules.get(rules);
  if (!parsed) {
    if (parsedRules.size === parsedRulesLimit) parsedRules.clear();
    parsed = JSON.parse(rules) as Rules;
    parsedRules.set(rules, parsed);
  }
  return parsed;
}
/** Every append asks for the rules of its room, several times. Most rooms that have some have the same. */
const parsedRules = new Map<string, Rules>();
const parsedRulesLimit = 1_000;
/** As they are kept. What is undefined is left out. */
export function rulesJson({ rights, slowModeMs, retentionDays, retentionMessages }: Rules): string | null {
  const json = JSON.stringify({ rights, slowModeMs: slowModeMs || undefined, retentionDays, retentionMessages });
  return json === '{}' ? null : json;
}

export function toFacts(row: ConversationRow): ConversationFacts {
  const parent = toPlaceFacts(row);
  return row.root_seq === 0 ? parent : { kind: 'thread', id: asThreadId(row.id), parent, root: row.root_seq };
}

/** The conversation whose people and rules hold: of a thread its parent. */
export const placeOf = <Row extends ConversationRow>(row: Row): Row =>
  row.root_seq === 0 ? row : { ...row, no: row.place_no, id: row.place_id, root_seq: 0 };

function toPlaceFacts(row: ConversationRow): PlaceFacts {
  if (isRoom(row))
    return {
      kind: 'room',
      id: asRoomId(row.place_id),
      name: row.name,
      topic: row.topic,
      visibility: row.kind === kinds.publicRoom ? 'public' : 'private',
      owner: asUserId(row.first_id),
      createdAt: row.created_at,
      ...rulesOf(row),
      ...(row.since_join === 1 ? { history: 'since-join' } : {}),
      ...(row.picture === null ? {} : { picture: asFileId(row.picture) }),
    };
  if (row.kind === kinds.group)
    return {
      kind: 'group',
      id: asGroupId(row.place_id),
      people: parseUserIds(row.people ?? '[]'),
      ...(row.name === '' ? {} : { name: row.name }),
      createdAt: row.created_at,
    };
  return {
    kind: 'direct',
    id: asDirectId(row.place_id),
    pair: [asUserId(row.first_id), asUserId(row.second_id)],
    createdAt: row.created_at,
  };
}

export const toHead = (row: ConversationRow): Head => ({
  epoch: row.epoch,
  seq: row.seq,
  id: row.last_id === null ? null : asMessageId(row.last_id),
  rev: row.rev,
  change: row.last_change,
  first: row.first_seq,
});

export const toState = (row: ConversationRow): ConversationState => ({
  facts: toFacts(row),
  head: toHead(row),
  members: row.members,
  removals: row.removals,
  base: row.epoch_base,
  mark: row.mark,
});

export type MessageRow = {
  readonly seq: number;
  readonly id: string;
  readonly author_no: number;
  readonly author_id: string;
  readonly at: number;
  /** Null once deleted. */
  readonly content: string | null;
  readonly client_id: string | null;
  readonly reply_to: number | null;
  readonly mentions: string | null;
  readonly edited: number | null;
  readonly reactions: string | null;
  readonly rev: number | null;
  /** JSON. */
  readonly parts: string | null;
  readonly links: string | null;
  /** The rev of the change that pinned it. */
  readonly pinned: number | null;
  /** JSON. */
  readonly votes: string | null;
};

/** Columns of a MessageRow; `m` is the message, `a` its author. */
export const messageColumns = `
  m.seq, m.id, a.no AS author_no, a.id AS author_id, m.at, m.content, m.client_id, m.reply_to,
  m.mentions, m.edited, m.reactions, m.rev, m.parts, m.links, m.pinned, m.votes`;
export const messageFrom = 'messages m JOIN users a ON a.no = m.author';

/** Written by this adapter alone. */
export const parseReactions = (json: string | null): Reaction[] =>
  json === null ? [] : (JSON.parse(json) as Reaction[]);
export const parseVotes = (json: string): Votes => JSON.parse(json) as Votes;
export const parseParts = (json: string): Part[] => JSON.parse(json) as Part[];
export const parseLinks = (json: string | null): KeptLinks | undefined =>
  json === null ? undefined : (JSON.parse(json) as KeptLinks);
export const parseUserIds = (json: string): UserId[] => JSON.parse(json) as UserId[];

export function toMessage(row: MessageRow, conversation: ConversationId): LogMessage {
  const message: LogMessage = {
    id: asMessageId(row.id),
    conversation,
    seq: row.seq,
    author: asUserId(row.author_id),
    at: row.at,
  };
  if (row.content !== null) message.content = row.content;
  if (row.client_id !== null) message.clientId = asClientId(row.client_id);
  if (row.reply_to !== null) message.replyTo = row.reply_to;
  if (row.mentions !== null) message.mentions = parseUserIds(row.mentions);
  if (row.parts !== null) message.parts = parseParts(row.parts);
  // Nothing has happened to most of them.
  return row.rev === null ? message : applyOverlay(message, toOverlay(row));
}

/** What has happened to a message: the row's own columns hold it. */
export const toOverlay = (
  row: Pick<MessageRow, 'content' | 'edited' | 'mentions' | 'reactions' | 'links' | 'rev' | 'pinned' | 'votes'>,
): Overlay => ({
  content: row.content ?? undefined,
  edited: row.edited ?? undefined,
  mentions: row.edited === null || row.mentions === null ? undefined : parseUserIds(row.mentions),
  deleted: row.content === null ? true : undefined,
  reactions: row.reactions === null ? undefined : parseReactions(row.reactions),
  links: parseLinks(row.links),
  pinned: row.pinned === null ? undefined : true,
  votes: row.votes === null ? undefined : parseVotes(row.votes),
  rev: row.rev ?? undefined,
});

/** A conversation with what one user is in it: `role` and `read` are null where she is nothing, `first_seq` is where it begins for her. */
export type SeenRow = ConversationRow & {
  readonly user_no: number | null;
  readonly role: number | null;
  readonly read: number | null;
  /** Null where she is not muted, or no longer. */
  readonly muted_until: number | null;
  /** She is deactivated, and may nothing. Null where there is no such user. */
  readonly is_off: number | null;
  /** Of a thread: whether she follows it. Who does not has read it all. */
  readonly follows?: boolean;
};

/** What a SeenRow has beside the conversation's, with `role` as `accountMember` says; `u` is the user, `s` her membership. Only where somebody is muted it looks for her mute. */
export const seenColumns = `u.no AS user_no, s.read, u.deactivated AS is_off,
  CASE WHEN s.role = ${roles.member} AND u.guest = 0 THEN ${accountMember} ELSE s.role END AS role,
  CASE WHEN c.has_mutes = 1 THEN (SELECT x.until FROM mutes x WHERE x.conversation = c.no AND x.user = u.no
    AND x.until > unixepoch('subsec') * 1000) END AS muted_until`;

export const isMember = (row: { readonly role: number | null }): boolean =>
  row.role !== null && row.role < roles.invited;

type Standing = Pick<SeenRow, 'kind' | 'members' | 'rules' | 'role' | 'muted_until' | 'is_off'>;

/** What she may do in the conversation, rights of the room's own and mutes counted in. */
export function rightsIn(row: Standing): Rights {
  const place = places[row.kind];
  if (place === undefined) throw new Error(`no kind of conversation has the number ${row.kind}`);
  const level = isMember(row) && row.is_off !== 1 ? levelIn(row) : null;
  const held = heldRights(place, level, row.members, rulesOf(row).rights);
  return row.muted_until === null ? held : heldMuted(held);
}

/** Of a member. */
export function levelIn({ role }: Pick<SeenRow, 'role'>): Level {
  if (role === null || role >= roles.invited) throw new Error('somebody who is no member has no level');
  return levelOf(toMemberRole(role), role === accountMember);
}

/** Why she may not do what needs these rights; null if she may. [ROOM-10] */
export function refusalIn(row: SeenRow | undefined, needs: Rights): Refusal | null {
  if (!row || !isMember(row)) return refusalOf(row ? toFacts(row) : null);
  return row.is_off !== 1 && may(rightsIn(row), needs) ? null : forbidden;
}

/** How high she stands against others: who is no member stands as low as one. */
export const rankIn = ({ role }: Pick<SeenRow, 'role'>): number => {
  const found = role === null ? 'invited' : toRole(role);
  return found === 'invited' ? 0 : roleRank[found];
};
