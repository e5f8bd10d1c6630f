import { ChatError, isUserId, limits } from '@rookery/protocol';
import type { AnswerOf, RequestOf } from '@rookery/protocol';
import { levelOf } from '../domain/data-levels.ts';
import { newWord } from '../domain/new-id.ts';
import type { Hold } from '../ports/retention.ts';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';
import { notFound } from './refuse.ts';
import { resolveUser } from './resolve-target.ts';
import { requireAdmin } from './server-standing.ts';

/** What 0.6.0 would not know of is not begun while a node of it may serve. */
export function refuseEarlyRetention(level: Ports['level']): void {
  if (level.current < levelOf.retention)
    throw new ChatError('unavailable', {
      message: 'Retention waits until whoever runs this server has raised its level (npm run admin -- level).',
    });
}

/** `hold:set` [RET-4, RET-7] */
export async function setHold(
  ports: Pick<Ports, 'people' | 'profiles' | 'retention' | 'audit' | 'clock'>,
  actor: Actor,
  { conversation, user, on, reason }: RequestOf<'hold:set'>,
): Promise<AnswerOf<'hold:set'>> {
  await requireAdmin(ports, actor);
  const at = Math.floor(ports.clock.now());
  const by = actor.user.id;
  const of = conversation ?? (await resolveUser(ports, user ?? '', 'user'));
  if (isUserId(of) && ((await ports.retention.holdOf(of)) !== null) !== on)
    await ports.audit.record({
      ...{ id: newWord(), at, by, act: 'hold:set', user: of, before: { held: !on }, after: { held: on }, reason },
    });
  const outcome = await ports.retention.hold({ of, on, reason, by, at });
  if (outcome === 'unknown') throw notFound('conversation');
  if (outcome === 'full')
    throw new ChatError('conflict', {
      field: isUserId(of) ? 'user' : 'conversation',
      message: `At most ${limits.holds} conversations and people are held: let others go first.`,
    });
  return {};
}

/** `hold:list` */
export async function listHolds(
  ports: Pick<Ports, 'people' | 'retention' | 'profiles' | 'log'>,
  actor: Actor,
  { cursor, limit = limits.listPage }: RequestOf<'hold:list'>,
): Promise<AnswerOf<'hold:list'>> {
  await requireAdmin(ports, actor);
  const { rows, next } = await ports.retention.holds(cursor, Math.min(limit, limits.listPage));
  const who = await ports.profiles.whoAre(rows.flatMap(({ by, of }) => (isUserId(of) ? [by, of] : [by])));
  const of = rows.flatMap((row) => (isUserId(row.of) ? [] : row.of));
  const states = await ports.log.states(of);
  const told = ({ by, at, reason }: Hold) => ({ by: who(by), at, ...(reason === undefined ? {} : { reason }) });
  const people = rows.flatMap((row) => (isUserId(row.of) ? { user: who(row.of), ...told(row) } : []));
  return {
    holds: rows.flatMap((row) => {
      if (isUserId(row.of)) return [];
      const facts = states[of.indexOf(row.of)]?.facts;
      const name = facts?.kind === 'room' && facts.visibility === 'public' ? { name: facts.name } : {};
      return { conversation: row.of, ...name, ...told(row) };
    }),
    ...(people.length === 0 ? {} : { people }),
    next,
  };
}
