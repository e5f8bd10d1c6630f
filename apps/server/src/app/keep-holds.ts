import { ChatError, limits } from '@rookery/protocol';
import type { AnswerOf, RequestOf } from '@rookery/protocol';
import { levelOf } from '../domain/data-levels.ts';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';
import { notFound } from './refuse.ts';
import { requireAdmin } from './server-standing.ts';

/** What 0.6.0 would not know of is not begun while a node of it may serve. */
export function refuseEarlyRetention(level: Ports['level']): void {
  if (level.current < levelOf.retention)
    throw new ChatError('unavailable', {
      message: 'Retention waits until whoever runs this server has raised its level (npm run admin -- level).',
    });
}

/** `hold:set` [RET-4] */
export async function setHold(
  ports: Pick<Ports, 'people' | 'retention' | 'clock'>,
  actor: Actor,
  { conversation, on, reason }: RequestOf<'hold:set'>,
): Promise<AnswerOf<'hold:set'>> {
  await requireAdmin(ports, actor);
  const outcome = await ports.retention.hold({
    ...{ conversation, on, reason, by: actor.user.id, at: Math.floor(ports.clock.now()) },
  });
  if (outcome === 'unknown') throw notFound('conversation');
  if (outcome === 'full')
    throw new ChatError('conflict', {
      field: 'conversation',
      message: `At most ${limits.holds} conversations are held: let others go first.`,
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
  const who = await ports.profiles.whoAre(rows.map(({ by }) => by));
  const states = await ports.log.states(rows.map(({ conversation }) => conversation));
  return {
    holds: rows.map(({ by, reason, ...hold }, index) => {
      const facts = states[index]?.facts;
      return {
        ...hold,
        ...(facts?.kind === 'room' && facts.visibility === 'public' ? { name: facts.name } : {}),
        ...(reason === undefined ? {} : { reason }),
        by: who(by),
      };
    }),
    next,
  };
}
