import { ChatError } from '@rookery/protocol';
import type { AnswerOf, RequestOf } from '@rookery/protocol';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';
import { notFound } from './refuse.ts';

/** Against the same person's other devices, which may change the profile at the same time. */
const attempts = 20;

/** A repeat of one that was made finds it made. */
export async function setProfile(
  ports: Pick<Ports, 'people' | 'profiles' | 'isReserved'>,
  actor: Actor,
  { displayName }: RequestOf<'profile:set'>,
): Promise<AnswerOf<'profile:set'>> {
  const { id } = actor.user;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const user = await ports.profiles.find(id);
    if (!user) throw notFound('user');
    if (displayName === undefined || displayName === user.displayName) return { user };
    // A name that she has already stays hers. [SES-8]
    if (ports.isReserved(displayName))
      throw new ChatError('conflict', { field: 'displayName', message: 'That name is taken: choose another one.' });
    const outcome = await ports.people.setProfile(id, user.rev, { displayName });
    if (outcome.status === 'no-user') throw notFound('user');
    ports.profiles.learn(outcome.user);
    if (outcome.status === 'set') return { user: outcome.user };
  }
  throw new ChatError('unavailable');
}
