import { isDeepStrictEqual } from 'node:util';
import { ChatError } from '@rookery/protocol';
import type { AnswerOf, RequestOf, User } from '@rookery/protocol';
import { mixesScriptsWell } from '../domain/script-mix.ts';
import type { RenameOutcome, SetProfileOutcome } from '../ports/people.ts';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';
import { notFound } from './refuse.ts';
import { demandPicture } from './show-picture.ts';

/** Against the same person's other devices, which may change the profile at the same time. */
const attempts = 20;
const dayMs = 24 * 3_600_000;

type Setting = Pick<Ports, 'people' | 'profiles' | 'files' | 'isReserved'>;

/** A repeat of one that was made finds it made. The username is changed first: where that is refused, nothing is. */
export async function setProfile(
  ports: Setting,
  actor: Actor,
  { displayName, username, status, avatar }: RequestOf<'profile:set'>,
): Promise<AnswerOf<'profile:set'>> {
  // Not what this node remembers: an attempt that nobody has confirmed may have made it, and be lost since. [CLU-9]
  let [user] = await ports.people.users([actor.user.id]);
  if (!user) throw notFound('user');
  // A name that she has already stays hers. [SES-8]
  if (displayName !== undefined && displayName !== user.displayName && ports.isReserved(displayName))
    throw taken('displayName');
  if (avatar && avatar !== user.avatar) await demandPicture(ports, actor, avatar, 'avatar');
  if (username !== undefined && username !== user.username) {
    refuseUnfit(ports, username);
    user = await change(
      ports,
      user,
      (now) => now.username === username,
      ({ id, rev }) => ports.people.rename(id, rev, username),
    );
  }
  if (displayName !== undefined && displayName !== user.displayName)
    user = await change(
      ports,
      user,
      (now) => now.displayName === displayName,
      ({ id, rev }) => ports.people.setProfile(id, rev, { displayName }),
    );
  if (status !== undefined && !isDeepStrictEqual(user.status ?? null, status))
    user = await change(
      ports,
      user,
      (now) => isDeepStrictEqual(now.status ?? null, status),
      ({ id, rev }) => ports.people.setProfile(id, rev, { status }),
    );
  if (avatar !== undefined && (user.avatar ?? null) !== avatar)
    user = await change(
      ports,
      user,
      (now) => (now.avatar ?? null) === avatar,
      ({ id, rev }) => ports.people.setProfile(id, rev, { avatar }),
    );
  return { user };
}

/** The same rules as for who comes. [SES-3, SES-8] */
function refuseUnfit({ isReserved }: Setting, username: string): void {
  if (!mixesScriptsWell(username))
    throw new ChatError('bad_request', {
      field: 'username',
      message: 'username mixes scripts that nobody writes together: use letters of one script.',
    });
  if (isReserved(username)) throw taken('username');
}

async function change(
  ports: Setting,
  from: User,
  isDone: (now: User) => boolean,
  set: (now: User) => Promise<RenameOutcome | SetProfileOutcome>,
): Promise<User> {
  let user = from;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const outcome = await set(user);
    if (outcome.status === 'no-user') throw notFound('user');
    if (outcome.status === 'no-file') throw notFound('avatar');
    if (outcome.status === 'taken') throw taken('username');
    if (outcome.status === 'too-often')
      throw new ChatError('rate_limited', {
        field: 'username',
        message: 'Too many names are kept for you: go back to one of them, or try again after retryAfterMs.',
        retryAfterMs: dayMs,
      });
    ports.profiles.learn(outcome.user);
    if (outcome.status === 'set' || isDone(outcome.user)) return outcome.user;
    // Her account was closed since she was let in.
    if (outcome.user.deactivated) throw new ChatError('unauthorized');
    user = outcome.user;
  }
  throw new ChatError('unavailable');
}

const taken = (field: string): ChatError =>
  new ChatError('conflict', { field, message: 'That name is taken: choose another one.' });
