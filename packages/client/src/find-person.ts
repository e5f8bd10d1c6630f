import { isUserId } from '@rookery/protocol';
import type { AnswerOf, RequestOf, User } from '@rookery/protocol';
import { asClientError } from './client-error.ts';

/** Somebody by id or username, also one whom the reader has nothing to do with, and one who is gone (`deactivated`). Null where there is nobody. */
export async function findPerson(
  look: (request: RequestOf<'people:look'>) => Promise<AnswerOf<'people:look'>>,
  who: string,
): Promise<User | null> {
  try {
    const { users } = await look(isUserId(who) ? { users: [who] } : { username: who });
    return users[0] ?? null;
  } catch (thrown) {
    // No name can be like this.
    if (asClientError(thrown).code === 'bad_request' || asClientError(thrown).code === 'too_large') return null;
    throw thrown;
  }
}
