import { ChatError, isUserId, limits } from '@rookery/protocol';
import type { AnswerOf, RequestOf } from '@rookery/protocol';
import type { Actor } from './actor.ts';
import { armDigest } from './keep-digest.ts';
import type { Ports } from './ports.ts';
import { resolveUser } from './resolve-target.ts';

export async function readSettings(
  { privacy }: Pick<Ports, 'privacy'>,
  { user }: Actor,
): Promise<AnswerOf<'settings:get'>> {
  return { settings: await privacy.settings(user.id) };
}

export async function changeSettings(
  ports: Pick<Ports, 'addresses' | 'clock' | 'kept' | 'mailing' | 'privacy'>,
  { user }: Actor,
  change: RequestOf<'settings:set'>,
): Promise<AnswerOf<'settings:set'>> {
  const settings = await ports.privacy.change(user.id, change);
  if (change.mailDigest && !user.guest && (await ports.addresses.of(user.id)) !== null) await armDigest(ports, user.id);
  return { settings };
}

export async function blockUser(
  ports: Pick<Ports, 'people' | 'profiles' | 'privacy'>,
  actor: Actor,
  { user: name, on }: RequestOf<'user:block'>,
): Promise<AnswerOf<'user:block'>> {
  // Who is there no more can still be taken off the list.
  const user = !on && isUserId(name) ? name : await resolveUser(ports, name, 'user');
  if (user === actor.user.id)
    throw new ChatError('bad_request', { field: 'user', message: 'You cannot block yourself.' });
  if ((await ports.privacy.block(actor.user.id, user, on)) === 'too-many')
    throw new ChatError('too_large', {
      field: 'user',
      message: `You have blocked ${limits.blockedUsers} people: lift one of these blocks first.`,
    });
  return {};
}
