import type { User } from '@rookery/protocol';
import type { NewAccount } from '../accounts.ts';
import type { Store } from '../store.ts';
import { newUser } from './fixtures.ts';

export const now = Date.now();
export const dayMs = 24 * 3_600_000;
export const beginning = { createdAt: now, agent: 'Browser 1', endsBy: now + 365 * dayMs };
let count = 0;
export const word = (): string => `${process.pid}-${Math.random()}-${(count += 1)}`;

/** A guest with a session, and the account that she is to be. */
export async function newGuest(
  store: Store,
  endsIn = 60_000,
): Promise<{ user: User; hash: string; account: NewAccount }> {
  const user = await newUser(store);
  const [id, hash] = [`s ${user.id}`, `old ${user.id}`];
  await store.sessions.create(hash, { id, user, kind: 'guest', expiresAt: now + endsIn });
  const session = { id, secretHash: `new ${user.id}`, expiresAt: now + 30 * dayMs };
  return { user, hash, account: { user: user.id, password: `hash ${word()}`, session, beginning } };
}

/** Somebody with an account, and the guest that she was. */
export async function newAccount(store: Store) {
  const guest = await newGuest(store);
  const outcome = await store.accounts.create(guest.account, now);
  if (outcome.status !== 'created') throw new Error(`no account: ${outcome.status}`);
  return { ...guest, user: outcome.user };
}
