import type * as z from 'zod/mini';
import { userJoin } from './events/user-join.ts';
import { userLeave } from './events/user-leave.ts';
import { roomCreate } from './events/room-create.ts';
import { roomJoin } from './events/room-join.ts';
import { roomLeave } from './events/room-leave.ts';
import { roomEdit } from './events/room-edit.ts';
import { roomInvite } from './events/room-invite.ts';
import { roomRemove } from './events/room-remove.ts';
import { roomRole } from './events/room-role.ts';
import { roomMute } from './events/room-mute.ts';
import { roomBan } from './events/room-ban.ts';
import { roomUnban } from './events/room-unban.ts';
import { roomBans } from './events/room-bans.ts';
import { roomDelete } from './events/room-delete.ts';
import { roomsList } from './events/rooms-list.ts';
import { roomMembers } from './events/room-members.ts';
import { directOpen } from './events/direct-open.ts';
import { inboxList } from './events/inbox-list.ts';
import { messageRoom } from './events/message-room.ts';
import { messagePrivate } from './events/message-private.ts';
import { messageEdit } from './events/message-edit.ts';
import { messageDelete } from './events/message-delete.ts';
import { messageReact } from './events/message-react.ts';
import { messageLinks } from './events/message-links.ts';
import { messageEdits } from './events/message-edits.ts';
import { messageTrace } from './events/message-trace.ts';
import { pinSet } from './events/pin-set.ts';
import { pinsList } from './events/pins-list.ts';
import { draftSet } from './events/draft-set.ts';
import { draftsList } from './events/drafts-list.ts';
import { laterAdd } from './events/later-add.ts';
import { laterCancel } from './events/later-cancel.ts';
import { laterList } from './events/later-list.ts';
import { notifySet } from './events/notify-set.ts';
import { receiptsList } from './events/receipts-list.ts';
import { pollClose } from './events/poll-close.ts';
import { pollCreate } from './events/poll-create.ts';
import { pollVote } from './events/poll-vote.ts';
import { savedList } from './events/saved-list.ts';
import { savedSet } from './events/saved-set.ts';
import { historyFetch } from './events/history-fetch.ts';
import { filesDescribe } from './events/files-describe.ts';
import { filesList } from './events/files-list.ts';
import { sync } from './events/sync.ts';
import { threadClose } from './events/thread-close.ts';
import { threadFollow } from './events/thread-follow.ts';
import { threadOpen } from './events/thread-open.ts';
import { readMark } from './events/read-mark.ts';
import { typingSet } from './events/typing-set.ts';
import { reportClose } from './events/report-close.ts';
import { reportCreate } from './events/report-create.ts';
import { reportsList } from './events/reports-list.ts';
import { searchMessages } from './events/search-messages.ts';
import { settingsGet } from './events/settings-get.ts';
import { settingsSet } from './events/settings-set.ts';
import { userBlock } from './events/user-block.ts';
import { profileSet } from './events/profile-set.ts';
import { peopleLook } from './events/people-look.ts';
import { presenceWatch } from './events/presence-watch.ts';
import { pushAdd } from './events/push-add.ts';
import { pushRemove } from './events/push-remove.ts';
import { auditList } from './events/audit-list.ts';
import { adminPeople } from './events/admin-people.ts';
import { adminPerson } from './events/admin-person.ts';
import { adminSettings } from './events/admin-settings.ts';
import { adminOps } from './events/admin-ops.ts';
import { adminStorage } from './events/admin-storage.ts';
import { holdList } from './events/hold-list.ts';
import { holdSet } from './events/hold-set.ts';
import { inviteCreate } from './events/invite-create.ts';
import { inviteList } from './events/invite-list.ts';
import { inviteRevoke } from './events/invite-revoke.ts';
import { inviteAccept } from './events/invite-accept.ts';

/** What a client may send: the union of all requests, by event name. */
export const clientEvents = {
  'user:join': userJoin,
  'user:leave': userLeave,
  'room:create': roomCreate,
  'room:join': roomJoin,
  'room:leave': roomLeave,
  'room:edit': roomEdit,
  'room:invite': roomInvite,
  'room:remove': roomRemove,
  'room:role': roomRole,
  'room:mute': roomMute,
  'room:ban': roomBan,
  'room:unban': roomUnban,
  'room:bans': roomBans,
  'room:delete': roomDelete,
  'rooms:list': roomsList,
  'room:members': roomMembers,
  'direct:open': directOpen,
  'inbox:list': inboxList,
  'message:room': messageRoom,
  'message:private': messagePrivate,
  'message:edit': messageEdit,
  'message:delete': messageDelete,
  'message:react': messageReact,
  'message:links': messageLinks,
  'message:edits': messageEdits,
  'message:trace': messageTrace,
  'pin:set': pinSet,
  'pins:list': pinsList,
  'history:fetch': historyFetch,
  'files:list': filesList,
  'files:describe': filesDescribe,
  'search:messages': searchMessages,
  'thread:open': threadOpen,
  'thread:close': threadClose,
  'thread:follow': threadFollow,
  sync,
  'read:mark': readMark,
  'receipts:list': receiptsList,
  'notify:set': notifySet,
  'push:add': pushAdd,
  'push:remove': pushRemove,
  'typing:set': typingSet,
  'profile:set': profileSet,
  'people:look': peopleLook,
  'user:block': userBlock,
  'settings:get': settingsGet,
  'settings:set': settingsSet,
  'poll:create': pollCreate,
  'poll:vote': pollVote,
  'poll:close': pollClose,
  'saved:set': savedSet,
  'saved:list': savedList,
  'draft:set': draftSet,
  'drafts:list': draftsList,
  'later:add': laterAdd,
  'later:list': laterList,
  'later:cancel': laterCancel,
  'report:create': reportCreate,
  'reports:list': reportsList,
  'report:close': reportClose,
  'presence:watch': presenceWatch,
  'audit:list': auditList,
  'admin:people': adminPeople,
  'admin:person': adminPerson,
  'admin:settings': adminSettings,
  'admin:storage': adminStorage,
  'hold:set': holdSet,
  'hold:list': holdList,
  'admin:ops': adminOps,
  'invite:create': inviteCreate,
  'invite:list': inviteList,
  'invite:revoke': inviteRevoke,
  'invite:accept': inviteAccept,
} as const;

export type ClientEvents = typeof clientEvents;
export type ClientEventName = keyof ClientEvents;
/** The payload of an event, after parsing. */
export type RequestOf<Name extends ClientEventName> = z.output<ClientEvents[Name]['request']>;
/** What its ack holds beyond `ok: true`. */
export type AnswerOf<Name extends ClientEventName> = z.output<ClientEvents[Name]['answer']>;

export const isClientEventName = (name: string): name is ClientEventName => Object.hasOwn(clientEvents, name);
