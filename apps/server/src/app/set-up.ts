import { createHash, timingSafeEqual } from 'node:crypto';
import { ChatError } from '@rookery/protocol';
import type { setUp as setUpRequest } from '@rookery/protocol';
import type * as z from 'zod';
import { newSessionToken } from '../domain/new-id.ts';
import { repeatableMs } from '../domain/repeatable.ts';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';
import { makeAccount } from './register.ts';
import { signIn } from './sign-in.ts';
import type { Origin } from './sign-in-origin.ts';

type SettingUp = Parameters<typeof makeAccount>[0] & Parameters<typeof signIn>[0] & Pick<Ports, 'once'>;

/** When the first owner had all that the link gives. By a reader of always the same name it can be taken as often as one likes. */
const doneKey = 'setup';
const forever = 2 ** 53 - 1;

/** The token of the link that makes the first owner; null once there is one. [ACC-10] */
export async function setupToken({ accounts }: Pick<Ports, 'accounts'>): Promise<string | null> {
  const { token, owner } = await accounts.founding(newSessionToken());
  return owner === null ? token : null;
}

/**
 * Makes the first owner of the server, once: a new account, a guest who becomes one, or the account that has the name and the password. Throws
 * `not_found` for a token that is wrong or used up. Whoever it has made the owner may ask again for a while, by the same name and password: it is done, and she is signed in.
 * [ACC-10]
 */
export async function setUp(
  ports: SettingUp,
  actor: Actor | null,
  request: z.output<typeof setUpRequest>,
  origin: Origin,
): Promise<Actor> {
  const { token, owner } = await ports.accounts.founding(newSessionToken());
  if (!isSame(token, request.token)) throw usedUp();
  const holder = await ports.people.holderOf(request.username);
  const now = ports.clock.now();
  const doneAt = owner === null ? null : await ports.once.take(doneKey, doneKey, now);
  if (owner !== null && (holder !== owner || (doneAt !== null && now - Number(doneAt) > repeatableMs))) throw usedUp();
  const [known] = holder === null ? [] : await ports.people.users([holder]);
  const made =
    known && !known.guest ? await signIn(ports, request, origin) : await makeAccount(ports, actor, request, origin);
  if ((await ports.accounts.claimFounding(made.user.id)) !== made.user.id) throw usedUp();
  // Her role is what others have made of it since.
  if (doneAt !== null) return made;
  const user = await ports.accounts.setRole(made.user.id, 'owner', { act: 'setup', by: made.user.id });
  if (!user || user === 'last-owner') throw new ChatError('unavailable');
  await ports.once.put(doneKey, { value: String(now), until: forever }, now);
  ports.profiles.learn(user);
  return { ...made, user };
}

const usedUp = (): ChatError =>
  new ChatError('not_found', { field: 'token', message: 'This link is used up, or is not this server’s.' });

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));
