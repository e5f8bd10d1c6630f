import { limits } from '@rookery/protocol';
import type { AnswerOf, RequestOf } from '@rookery/protocol';
import { unreadableCursor } from '../domain/unreadable-cursor.ts';
import type { CountedInvitation } from '../ports/invitations.ts';
import type { Actor } from './actor.ts';
import { invitationPlace } from './invitation-place.ts';
import type { Placing } from './invitation-place.ts';
import type { Ports } from './ports.ts';
import { toInvite } from './to-invite.ts';

/** There are few (`limits.invitesPerPlace`): a page is cut from all. [INV-2] */
export async function listInvitations(
  ports: Placing & Pick<Ports, 'invitations' | 'inviteUrl' | 'clock'>,
  actor: Actor,
  request: RequestOf<'invite:list'>,
): Promise<AnswerOf<'invite:list'>> {
  const { room, looksAfter } = await invitationPlace(ports, actor, request);
  const all = await ports.invitations.list(room, ports.clock.now());
  const rows = all.filter(({ by }) => looksAfter || by === actor.user.id).sort(latestFirst);
  const from = request.cursor === undefined ? 0 : placeAfter(rows, request.cursor);
  const shown = rows.slice(from, from + Math.min(request.limit ?? limits.listPage, limits.listPage));
  const last = from + shown.length < rows.length ? shown.at(-1) : undefined;
  const who = await ports.profiles.whoAre(shown.map(({ by }) => by));
  return {
    invites: shown.map((invitation) => toInvite(ports, invitation, who)),
    next: last ? `${last.createdAt}.${last.code}` : null,
  };
}

const latestFirst = (a: CountedInvitation, b: CountedInvitation): number =>
  b.createdAt - a.createdAt || (a.code < b.code ? -1 : 1);

function placeAfter(rows: readonly CountedInvitation[], cursor: string): number {
  const [, at, code = ''] = /^(\d{1,16})\.([A-Za-z0-9_-]+)$/.exec(cursor) ?? [];
  if (at === undefined) throw unreadableCursor();
  const place = rows.findIndex(
    (row) => row.createdAt < Number(at) || (row.createdAt === Number(at) && row.code > code),
  );
  return place < 0 ? rows.length : place;
}
