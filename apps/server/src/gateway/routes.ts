import type { AnswerOf, ClientEventName, RequestOf } from '@rookery/protocol';
import type { App, Caller } from '../app/app.ts';
import { deleteMessage, editMessage, reactToMessage } from '../app/change-message.ts';
import { createRoom } from '../app/create-room.ts';
import { editRoom } from '../app/edit-room.ts';
import { joinRoom } from '../app/join-room.ts';
import { leaveRoom } from '../app/leave-room.ts';
import { listInbox } from '../app/list-inbox.ts';
import { inviteToRoom, listMembers, removeFromRoom } from '../app/manage-members.ts';
import { lookPeople } from '../app/look-people.ts';
import { markRead } from '../app/mark-read.ts';
import { readHistory } from '../app/read-history.ts';
import { sendMessage, sendPrivateMessage } from '../app/send-message.ts';
import { setTyping } from '../app/set-typing.ts';
import { watchPresence } from '../app/watch-presence.ts';

/** Events that only the dispatcher can serve: they concern the connection itself, or may come before `user:join`. */
type OwnEvent = 'user:join' | 'user:leave' | 'rooms:list' | 'sync';
export type RoutedEvent = Exclude<ClientEventName, OwnEvent>;

type Route<Name extends ClientEventName> = (
  app: App,
  caller: Caller,
  request: RequestOf<Name>,
) => Promise<AnswerOf<Name>>;

/** The use case behind each event. */
export const routes: { readonly [Name in RoutedEvent]: Route<Name> } = {
  'room:create': createRoom,
  'room:join': joinRoom,
  'room:leave': leaveRoom,
  'room:edit': editRoom,
  'room:invite': inviteToRoom,
  'room:remove': removeFromRoom,
  'room:members': listMembers,
  'inbox:list': listInbox,
  'message:room': sendMessage,
  'message:private': sendPrivateMessage,
  'message:edit': editMessage,
  'message:delete': deleteMessage,
  'message:react': reactToMessage,
  'history:fetch': readHistory,
  'read:mark': markRead,
  'typing:set': setTyping,
  'people:look': lookPeople,
  'presence:watch': watchPresence,
};
