import { ChatError, limits } from '@rookery/protocol';
import type { AnswerOf, AuditRecord, ConversationId, RequestOf } from '@rookery/protocol';
import type { AuditEntry } from '../domain/audit.ts';
import type { Who } from '../domain/who.ts';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';
import { refuse } from './refuse.ts';
import { standingOf } from './server-standing.ts';
import { resolveTarget, resolveUser } from './resolve-target.ts';
import type { Targets } from './resolve-target.ts';

type Listing = Targets & Pick<Ports, 'audit' | 'membership'>;

/** For admins of the server; in a room also for its moderators and owners. [AUD-5] */
export async function listActs(
  ports: Listing,
  actor: Actor,
  request: RequestOf<'audit:list'>,
): Promise<AnswerOf<'audit:list'>> {
  const { isAdmin } = await standingOf(ports, actor);
  if (request.room === undefined && !isAdmin)
    throw new ChatError('forbidden', { message: 'Only admins of the server may do this: name a room of your own.' });
  const room = request.room === undefined ? undefined : await resolveTarget(ports, actor.user, { room: request.room });
  if (room !== undefined && !isAdmin) await demandPower(ports, actor, room);
  const user = request.user === undefined ? undefined : await resolveUser(ports, request.user, 'user');
  const limit = Math.min(request.limit ?? limits.listPage, limits.listPage);
  const page = await ports.audit.list({ room, user }, request.cursor, limit);
  const entries = page.rows.map(({ entry }) => entry);
  const who = await ports.profiles.whoAre(entries.flatMap(({ by, user: of }) => [by ?? [], of ?? []].flat()));
  return { records: entries.map((entry) => toRecord(entry, who)), next: page.next };
}

async function demandPower({ membership }: Listing, actor: Actor, room: ConversationId): Promise<void> {
  const seen = await membership.look(room, actor.user.id);
  if (seen.status === 'refused') throw refuse(seen);
  // Whoever is only invited learns what the room is, and nothing of what happens there.
  if (seen.role === 'invited') throw new ChatError('not_found');
  if (seen.role !== 'owner' && seen.role !== 'moderator')
    throw new ChatError('forbidden', { message: 'Only moderators and owners of the room may do this.' });
}

function toRecord({ room, name, user, seq, by, ...entry }: AuditEntry, who: Who): AuditRecord {
  const { before, after, ...rest } = entry;
  return {
    ...rest,
    by: by === null ? null : who(by),
    target: {
      ...(room !== undefined && { room }),
      ...(name !== undefined && { name }),
      ...(user !== undefined && { user: who(user) }),
      ...(seq !== undefined && { seq }),
    },
    ...(before && { before: copyOf(before) }),
    ...(after && { after: copyOf(after) }),
  };
}

const copyOf = (details: NonNullable<AuditEntry['before']>): NonNullable<AuditRecord['before']> =>
  structuredClone(details) as NonNullable<AuditRecord['before']>;
