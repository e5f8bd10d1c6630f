import type { AnswerOf, RequestOf } from '@rookery/protocol';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';

export async function lookPeople(
  ports: Pick<Ports, 'people'>,
  _actor: Actor,
  request: RequestOf<'people:look'>,
): Promise<AnswerOf<'people:look'>> {
  const found = await ports.people.users([...new Set(request.users)]);
  return { users: found.flatMap((user) => user ?? []), next: null };
}
