import { ChatError, limits } from '@rookery/protocol';
import type { AnswerOf, RequestOf, User } from '@rookery/protocol';
import { newWord } from '../domain/new-id.ts';
import type { Actor } from './actor.ts';
import { offerPasswordLink } from './password-link.ts';
import type { Ports } from './ports.ts';
import { notFound } from './refuse.ts';
import { resolveUser } from './resolve-target.ts';
import { requireAdmin, serverRank } from './server-standing.ts';

type Acting = Pick<Ports, 'people' | 'profiles' | 'accounts' | 'sessions' | 'audit' | 'clock'>;
type Person = RequestOf<'admin:person'>;

export async function listPeople(
  ports: Pick<Ports, 'people'>,
  actor: Actor,
  request: RequestOf<'admin:people'>,
): Promise<AnswerOf<'admin:people'>> {
  await requireAdmin(ports, actor);
  const limit = Math.min(request.limit ?? limits.listPage, limits.listPage);
  const { rows, next } = await ports.people.search(request.query?.trim() ?? '', request.cursor, limit);
  return { users: [...rows], next };
}

/** Each of what is asked for is an act of its own, in this order. [ACC-16, ACC-17] */
export async function changePerson(ports: Acting, actor: Actor, request: Person): Promise<AnswerOf<'admin:person'>> {
  const me = await requireAdmin(ports, actor);
  const id = await resolveUser(ports, request.user, 'user');
  const [found] = await ports.people.users([id]);
  // Whoever has deleted her account is called by her id: nobody is given that back.
  if (!found || found.username === found.id) throw notFound('user');
  demandPower(me, found, request);
  let user = found;
  const how = { act: 'admin:person', by: me.id } as const;
  if (request.role !== undefined)
    user = standing(await ports.accounts.setRole(id, request.role === 'member' ? null : request.role, how), 'role');
  if (request.deactivated !== undefined)
    user = standing(await ports.accounts.setDeactivated(id, request.deactivated, how), 'deactivated');
  ports.profiles.learn(user);
  if (request.endSessions) {
    await record(ports, me, user, { endSessions: true });
    await ports.sessions.revokeAll(id, null);
  }
  if (!request.passwordLink) return { user };
  await record(ports, me, user, { passwordLink: true });
  const token = await offerPasswordLink(ports, id);
  if (token === null) throw guestsHaveNone('passwordLink');
  return { user, passwordLink: `/password#${token}` };
}

function demandPower(me: User, they: User, { role, deactivated, passwordLink }: Person): void {
  const isOwner = me.role === 'owner';
  const isSelf = me.id === they.id;
  const refused = (field: string, message: string) => new ChatError('forbidden', { field, message });
  if (!isSelf && !isOwner && serverRank(they) >= serverRank(me))
    throw refused('user', 'You may do this only to people whose role on the server is below yours.');
  // Whoever has a role may lay it down.
  if (role !== undefined && !isOwner && !(isSelf && role === 'member'))
    throw refused('role', 'Only owners of the server give and take roles.');
  if (role !== undefined && they.guest) throw guestsHaveNone('role');
  if (passwordLink && they.guest) throw guestsHaveNone('passwordLink');
  if (deactivated && isSelf) throw refused('deactivated', 'Nobody deactivates themselves: another admin may do it.');
  if (deactivated === false && they.guest && they.deactivated)
    throw refused('deactivated', 'A guest who is gone cannot come back: they may join anew.');
}

const guestsHaveNone = (field: string): ChatError =>
  new ChatError('forbidden', { field, message: 'This is a guest: they have to make an account first.' });

function standing(outcome: User | 'last-owner' | null, field: string): User {
  if (outcome === null) throw notFound('user');
  if (outcome === 'last-owner')
    throw new ChatError('conflict', { field, message: 'The server has an owner: make somebody else an owner first.' });
  return outcome;
}

/** Before the act, which is none of the store's own: rather a record too many than an act without one. */
const record = (
  { audit, clock }: Acting,
  { id: by }: User,
  { id: user }: User,
  after: Readonly<Record<string, boolean>>,
): Promise<void> => audit.record({ id: newWord(), at: Math.floor(clock.now()), by, act: 'admin:person', user, after });
