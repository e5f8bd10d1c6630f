import { ChatError, asSessionToken, foldName, limits } from '@rookery/protocol';
import type { AnswerOf, RequestOf, User, UserId } from '@rookery/protocol';
import { mixesScriptsWell } from '../domain/script-mix.ts';
import type { IsReserved } from '../domain/reserved-names.ts';
import { hiddenToken } from '../domain/session.ts';
import type { Session } from '../domain/session.ts';
import { newSessionToken, newUserId, newWord, secretHash } from '../domain/new-id.ts';
import type { Actor, OverConnection } from './actor.ts';
import type { Answered } from './operation.ts';
import type { Ports } from './ports.ts';

type JoinRequest = RequestOf<'user:join'>;
type JoinAnswer = AnswerOf<'user:join'>;
export type Joining = Pick<Ports, 'people' | 'sessions' | 'presence' | 'clock' | 'isReserved'>;

/** A classic session outlives its connection by this. */
export const classicSessionMs = 120_000;

/**
 * `user:join`: starts a guest session under a free username. A name belongs to whoever holds a live session, and for good to whoever has left a
 * trace under it (`Leftovers`). A classic client's may be taken by another classic client once no connection of it is left, as may that of
 * somebody who is gone: its holder then is a new user.
 */
export async function joinChat(
  ports: Joining & Pick<Ports, 'keptSettings'>,
  actor: Actor | null,
  request: JoinRequest,
): Promise<JoinAnswer> {
  if (actor && confirmsOwnName(actor.user, request.username)) return answer(actor);
  await refuseWhereGuestsAreOff(ports);
  const guest = await startGuest(ports, request, () => false);
  return answer(guest);
}

/** The connection becomes hers, and she hears her conversations over it. A bare request is a classic client's. */
export async function joinOverConnection(
  ports: Joining & Pick<Ports, 'keptSettings' | 'hub' | 'classics'>,
  { connection, isBare }: OverConnection,
  request: JoinRequest,
): Promise<Answered<JoinAnswer>> {
  const { user, session } = connection;
  if (user && session && confirmsOwnName(user, request.username)) {
    await refuseFormerToken(ports, session);
    if (connection.isClassic) ports.classics.add(connection);
    return { answer: answer({ user, session }) };
  }
  const isGone = (): boolean => connection.closed;
  await refuseWhereGuestsAreOff(ports);
  const actor = isBare
    ? await startClassic(ports, request.username, connection.pid, isGone)
    : await startGuest(ports, request, isGone);
  if (!connection.closed) {
    connection.user = actor.user;
    connection.session = actor.session;
    ports.hub.signIn(connection);
    if (isBare) ports.classics.add(connection);
  }
  return { answer: answer(actor) };
}

/** Guests who are here stay: they come with their session. [SET-2] */
async function refuseWhereGuestsAreOff({ keptSettings }: Pick<Ports, 'keptSettings'>): Promise<void> {
  const { guests } = await keptSettings.now();
  if (!guests)
    throw new ChatError('forbidden', { message: 'This server takes no guests: sign in, or register with an account.' });
}

/** The connection goes on with its session when that has another secret; who asks for its token is to know the new one. */
async function refuseFormerToken({ sessions, clock }: Joining, { kind, token }: Session): Promise<void> {
  if (kind === 'classic' || token === hiddenToken) return;
  if (!(await sessions.resume(secretHash(token), clock.now(), null)))
    throw new ChatError('unauthorized', { message: 'This session has another token by now: use that one.' });
}

const answer = ({ user, session: { token, expiresAt } }: Actor): JoinAnswer => ({
  user,
  session: { token, expiresAt },
});

/** A guest under a free name. `livesMs`: her session, unless it is used. */
export async function startGuest(
  ports: Joining,
  request: Pick<JoinRequest, 'username' | 'displayName'>,
  isGone: () => boolean,
  livesMs: number = limits.guestSessionMs,
): Promise<Actor> {
  const token = newSessionToken();
  const expiresAt = ports.clock.now() + livesMs;
  const user = newGuest(ports.isReserved, request.username, request.displayName);
  const session: Session = { id: newWord(), kind: 'guest', token, expiresAt };
  await begin(ports, { user, session }, secretHash(token), null, isGone);
  return { user, session };
}

/** The session is known by the `pid` that the stock client sends back by itself. */
async function startClassic(ports: Joining, username: string, pid: string, isGone: () => boolean): Promise<Actor> {
  const expiresAt = ports.clock.now() + classicSessionMs;
  const user = newGuest(ports.isReserved, username);
  const session: Session = { id: newWord(), kind: 'classic', token: asSessionToken(''), expiresAt };
  const mayTakeFrom = async (holder: UserId): Promise<boolean> => {
    const [state] = await ports.presence.states([holder]);
    // Who never was seen has only just come: another node may not know yet.
    return state !== undefined && !state.online && state.lastSeen !== null;
  };
  await begin(ports, { user, session }, secretHash(pid), mayTakeFrom, isGone);
  return { user, session };
}

/** Whether somebody who has joined says the same name again. */
function confirmsOwnName(user: User, username: string): boolean {
  if (foldName(user.username) === foldName(username)) return true;
  throw new ChatError('conflict', {
    field: 'username',
    message: 'You have joined under another name: leave first.',
  });
}

/** Refuses names that a newcomer may not have. Names given already stay. [SES-3] [SES-8] */
function newGuest(isReserved: IsReserved, username: string, displayName = username): User {
  if (!mixesScriptsWell(username))
    throw new ChatError('bad_request', {
      field: 'username',
      message: 'username mixes scripts that nobody writes together: use letters of one script.',
    });
  if (isReserved(username)) throw taken('username');
  if (isReserved(displayName)) throw taken('displayName');
  return { id: newUserId(), username, displayName, guest: true, rev: 0 };
}

/**
 * `mayTakeFrom` makes it a classic client's beginning: whether the name may be taken from another one whose session lives. [SES-10, CLS-3]
 * Her session is kept before her name is hers: so whoever holds a name has a session at every moment, and nobody takes the name for
 * free between the two.
 */
async function begin(
  { people, sessions, clock }: Joining,
  { user, session: { id, kind, expiresAt } }: Actor,
  hash: string,
  mayTakeFrom: ((classic: UserId) => Promise<boolean>) | null,
  isGone: () => boolean,
): Promise<void> {
  const holder = await people.holderOf(user.username);
  const holds = holder && (await sessions.liveKind(holder, clock.now()));
  if (holder && holds !== null && !(holds === 'classic' && (await mayTakeFrom?.(holder)))) throw taken();
  await sessions.create(hash, { id, user, kind, expiresAt });
  const isHers = (await people.claimName(user, holder, mayTakeFrom ? 'anybody' : undefined)) === 'claimed';
  // Of a token that nobody is told the name would stay taken for as long as it lives.
  if (!isHers || isGone()) await sessions.revoke({ id, user: user.id });
  if (!isHers) throw taken();
  // Whoever had the name cannot come back under it. Should this fail, whoever writes to her first finds out.
  if (holder) await people.retire(holder, clock.now() + classicSessionMs).catch(() => undefined);
}

const taken = (field = 'username'): ChatError =>
  new ChatError('conflict', { field, message: 'That name is taken: choose another one.' });
