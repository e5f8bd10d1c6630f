import { ChatError, asSessionToken, foldName, limits } from '@rookery/protocol';
import type { AnswerOf, RequestOf, Session, User } from '@rookery/protocol';
import type { Connection, ConnectionSession } from '../delivery/connection.ts';
import type { App } from './app.ts';
import { newSessionToken, newUserId, newWord, secretHash } from './new-id.ts';

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
  const user = await claim(app, request.username, request.displayName, async () => false);
  await begin(app, connection, user, { id: newWord(), kind: 'guest', token, expiresAt }, secretHash(token));
  const session: Session = { token, expiresAt };
  return { user, session };
}

/** A bare `user:join` without an ack: the session is known by the `pid` that the stock client sends back by itself. */
export async function joinClassic(app: App, connection: Connection, username: string, pid: string): Promise<User> {
  const user = await claim(app, username, undefined, async (holder) => {
    const [state] = await app.store.presence.states([holder.id]);
    return !state?.online;
  });
  const expiresAt = app.clock.now() + classicSessionMs;
  await begin(
    app,
    connection,
    user,
    { id: newWord(), kind: 'classic', token: asSessionToken(''), expiresAt },
    secretHash(pid),
  );
  return user;
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

async function claim(
  app: App,
  username: string,
  displayName: string | undefined,
  mayTakeFrom: (classic: User) => Promise<boolean>,
): Promise<User> {
  const user: User = { id: newUserId(), username, displayName: displayName ?? username, guest: true };
  const holder = await app.store.directory.userByName(username);
  const kind = holder && (await app.store.sessions.liveKind(holder.id, app.clock.now()));
  const isFree = !holder || kind === null || (kind === 'classic' && (await mayTakeFrom(holder)));
  if (!isFree || (await app.store.directory.claimName(user, holder?.id ?? null)) === 'taken')
    throw new ChatError('conflict', { field: 'username', message: 'That name is taken: choose another one.' });
  return user;
}

async function begin(
  app: App,
  connection: Connection,
  user: User,
  session: ConnectionSession,
  hash: string,
): Promise<void> {
  const { id, kind, expiresAt } = session;
  await app.store.sessions.create(hash, { id, user, kind, expiresAt });
  if (connection.closed) return;
  connection.user = user;
  connection.session = session;
  app.hub.signIn(connection);
}
