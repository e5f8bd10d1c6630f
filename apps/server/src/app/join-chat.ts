import { ChatError, asSessionToken, foldName, limits } from '@rookery/protocol';
import type { AnswerOf, RequestOf, User } from '@rookery/protocol';
import type { Connection, ConnectionSession } from '../delivery/connection.ts';
import type { App } from './app.ts';
import { newSessionToken, newUserId, newWord, secretHash } from '../domain/new-id.ts';

/** A classic session outlives its connection by this. */
export const classicSessionMs = 120_000;

/**
 * `user:join`: starts a guest session under a free username. The name belongs to whoever holds a live session; a classic
 * client's, to whoever takes it once no connection of it is left.
 */
export async function joinChat(
  app: App,
  connection: Connection,
  request: RequestOf<'user:join'>,
): Promise<AnswerOf<'user:join'>> {
  const token = newSessionToken();
  const expiresAt = app.clock.now() + limits.guestSessionMs;
  const user = newGuest(request.username, request.displayName);
  const session: ConnectionSession = { id: newWord(), kind: 'guest', token, expiresAt };
  await begin(app, connection, user, session, secretHash(token), async () => false);
  return { user, session: { token, expiresAt } };
}

/** A bare `user:join` without an ack: the session is known by the `pid` that the stock client sends back by itself. */
export async function joinClassic(app: App, connection: Connection, username: string): Promise<void> {
  const expiresAt = app.clock.now() + classicSessionMs;
  const session: ConnectionSession = { id: newWord(), kind: 'classic', token: asSessionToken(''), expiresAt };
  await begin(app, connection, newGuest(username), session, secretHash(connection.pid), async (holder) => {
    const [state] = await app.store.presence.states([holder.id]);
    // Who never was seen has only just come: another node may not know yet.
    return state !== undefined && !state.online && state.lastSeen !== null;
  });
}

/** Whether a connection that already is somebody says the same name again. */
export function confirmsOwnName(connection: Connection, username: string): boolean {
  if (!connection.user) return false;
  if (foldName(connection.user.username) === foldName(username)) return true;
  throw new ChatError('conflict', {
    field: 'username',
    message: 'This connection has joined under another name: leave first.',
  });
}

const newGuest = (username: string, displayName = username): User => ({
  id: newUserId(),
  username,
  displayName,
  guest: true,
  rev: 0,
});

/**
 * Her session is kept before her name is hers: so whoever holds a name has a session at every moment, and nobody takes the name for
 * free between the two.
 */
async function begin(
  app: App,
  connection: Connection,
  user: User,
  session: ConnectionSession,
  hash: string,
  mayTakeFrom: (classic: User) => Promise<boolean>,
): Promise<void> {
  const { id, kind, expiresAt } = session;
  const { people, sessions } = app.store;
  const holder = await people.userByName(user.username);
  const holds = holder && (await sessions.liveKind(holder.id, app.clock.now()));
  if (holder && holds !== null && !(holds === 'classic' && (await mayTakeFrom(holder)))) throw taken();
  await sessions.create(hash, { id, user, kind, expiresAt });
  const isHers = (await people.claimName(user, holder?.id ?? null)) === 'claimed';
  // Of a token that nobody is told the name would stay taken for as long as it lives.
  if (!isHers || connection.closed) await sessions.revoke({ id, user: user.id });
  if (!isHers) throw taken();
  if (connection.closed) return;
  connection.user = user;
  connection.session = session;
  app.hub.signIn(connection);
}

const taken = (): ChatError =>
  new ChatError('conflict', { field: 'username', message: 'That name is taken: choose another one.' });
