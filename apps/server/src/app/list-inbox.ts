import { limits } from '@rookery/protocol';
import type { AnswerOf, RequestOf } from '@rookery/protocol';
import { notifiesOf } from '../delivery/kept-things.ts';
import { peopleInLines, toEntry } from '../domain/entry.ts';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';

export async function listInbox(
  ports: Pick<Ports, 'users' | 'presence' | 'profiles' | 'live' | 'kept'>,
  actor: Actor,
  request: RequestOf<'inbox:list'>,
): Promise<AnswerOf<'inbox:list'>> {
  const limit = Math.min(request.limit ?? limits.listPage, limits.listPage);
  const page = await ports.users.inbox(actor.user.id, request.cursor, limit);
  for (const { mutedUntil, state } of page.rows)
    if (mutedUntil !== undefined) ports.live.muted(actor.user.id, state.facts.id, mutedUntil);
  const online = await ports.presence.onlineIn(page.rows.map((line) => line.state.facts.id));
  const who = await ports.profiles.whoAre(peopleInLines(page.rows));
  const notifies = await notifiesOf(ports.kept, actor.user.id);
  return {
    entries: page.rows.map((line, index) =>
      toEntry(line, actor.user.id, online[index] ?? 0, who, notifies.get(line.state.facts.id)),
    ),
    rev: page.rev,
    next: page.next,
  };
}
