import { isConversationId, isRoomId, isUserId } from '@rookery/protocol';
import type { ConversationId, Target, User } from '@rookery/protocol';
import { directIdOf } from '../domain/direct-id.ts';
import type { App } from './app.ts';
import { notFound } from './refuse.ts';

/** The conversation that a request names, by id, by a public room's name, or by the other person. Whether it exists is the store's to say. */
export async function resolveTarget(app: App, user: User, target: Target): Promise<ConversationId> {
  if (target.conversation !== undefined) {
    if (!isConversationId(target.conversation)) throw notFound('conversation');
    return target.conversation;
  }
  if (target.room !== undefined) return isRoomId(target.room) ? target.room : roomByName(app, target.room);
  return directIdOf(user.id, (await resolveUser(app, target.to ?? '', 'to')).id);
}

async function roomByName(app: App, name: string): Promise<ConversationId> {
  const known = app.hub.names.find(name);
  if (known) return known;
  const room = await app.store.rooms.publicRoomByName(name);
  if (!room) throw notFound('room');
  app.hub.names.remember(name, room);
  return room;
}

/** A user by id or username. */
export async function resolveUser(app: App, name: string, field: string): Promise<User> {
  const user = isUserId(name) ? (await app.store.people.users([name]))[0] : await app.store.people.userByName(name);
  if (!user) throw notFound(field);
  return user;
}
