import type { AnswerOf, RequestOf } from '@rookery/protocol';
import type { App, Caller } from './app.ts';

export async function lookPeople(
  app: App,
  _caller: Caller,
  request: RequestOf<'people:look'>,
): Promise<AnswerOf<'people:look'>> {
  const found = await app.store.people.users([...new Set(request.users)]);
  return { users: found.flatMap((user) => user ?? []), next: null };
}
