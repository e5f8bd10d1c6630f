import type { AnswerOf, RequestOf } from '@rookery/protocol';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';
import { refuse } from './refuse.ts';

export async function followThread(
  { users }: Pick<Ports, 'users'>,
  { user }: Actor,
  { thread, on }: RequestOf<'thread:follow'>,
): Promise<AnswerOf<'thread:follow'>> {
  const outcome = await users.follow(user.id, thread, on);
  if (outcome.status === 'refused') throw refuse(outcome);
  return { read: outcome.read };
}
