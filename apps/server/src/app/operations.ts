import { limits } from '@rookery/protocol';
import type { AnswerOf, ClientEventName, RequestOf } from '@rookery/protocol';
import { changePerson, listPeople } from './admin-people.ts';
import { acceptInvitation } from './accept-invitation.ts';
import { createPoll } from './ask-polls.ts';
import {
  closePoll,
  deleteMessage,
  editMessage,
  pinMessage,
  reactToMessage,
  takeLinksAway,
  votePoll,
} from './change-message.ts';
import { createInvitation } from './create-invitation.ts';
import { createRoom } from './create-room.ts';
import { deleteRoom } from './delete-room.ts';
import { describeFile } from './describe-file.ts';
import { editRoom } from './edit-room.ts';
import { listHolds, setHold } from './keep-holds.ts';
import { joinChat, joinOverConnection } from './join-chat.ts';
import { joinRoom } from './join-room.ts';
import { closeReport, listReports, reportMessage } from './handle-reports.ts';
import { leaveChat, leaveOverConnection } from './leave-chat.ts';
import { leaveRoom } from './leave-room.ts';
import { listActs } from './list-acts.ts';
import { listFiles } from './list-files.ts';
import { listInvitations } from './list-invitations.ts';
import { listInbox } from './list-inbox.ts';
import { listPins } from './list-pins.ts';
import { listReceipts } from './list-receipts.ts';
import { listRooms } from './list-rooms.ts';
import { inviteToRoom, listMembers, removeFromRoom } from './manage-members.ts';
import { lookPeople } from './look-people.ts';
import { markRead } from './mark-read.ts';
import { banFromRoom, giveRole, listBans, muteMember, unbanFromRoom } from './moderate.ts';
import { openDirect } from './open-direct.ts';
import { operation, operationOfConnection } from './operation.ts';
import type { Operation } from './operation.ts';
import { addPush, removePush } from './keep-pushes.ts';
import { readEdits } from './read-edits.ts';
import { readHistory } from './read-history.ts';
import { revokeInvitation } from './revoke-invitation.ts';
import { sendMessage, sendPrivateMessage } from './send-message.ts';
import { listDrafts, setDraft, setDraftOverConnection } from './keep-drafts.ts';
import { addLater, cancelLater, listLater } from './keep-later.ts';
import { listSaved, setSaved } from './keep-saved.ts';
import { blockUser, changeSettings, readSettings } from './keep-settings.ts';
import { searchMessages } from './search-messages.ts';
import { setNotify } from './set-notify.ts';
import { setProfile } from './set-profile.ts';
import { setSettings } from './set-settings.ts';
import { setTyping } from './set-typing.ts';
import { syncConversations } from './sync-conversations.ts';
import { followThread } from './follow-thread.ts';
import { closeThread, openThread } from './open-thread.ts';
import { tellOps } from './tell-ops.ts';
import { tellStorage } from './tell-storage.ts';
import { traceMessage } from './trace-message.ts';
import { watchPresence } from './watch-presence.ts';

/** The ports that find the conversation or the person that a request names. */
const naming = ['people', 'profiles', 'rooms', 'names'] as const;

/** Those that find the room and the person of an act of power. */
const moderating = [...naming, 'membership', 'moderation'] as const;

/** Those that find the place of an invitation. */
const inviting = [...naming, 'membership', 'invitations', 'clock'] as const;

/** A day in minutes. */
const opsBytes = 300_000;

/** A message in an answer, with its reactions and mentions. */
const messageBytes = limits.contentBytes + 1_000;

/** Every operation, by the event that asks for it. Its payload and its answer are in packages/protocol under the same name. */
export const operations: { readonly [Name in ClientEventName]: Operation<RequestOf<Name>, AnswerOf<Name>> } = {
  'user:join': operation(
    {
      who: 'anyone',
      cost: 'joining',
      answers: 'small',
      order: 'all',
      uses: ['people', 'sessions', 'presence', 'clock', 'isReserved', 'keptSettings', 'hub', 'classics'],
    },
    joinChat,
    joinOverConnection,
  ),
  'user:leave': operation(
    {
      who: 'signed-in',
      cost: 'plain',
      isKept: true,
      answers: 'small',
      uses: ['sessions', 'people', 'profiles', 'clock'],
    },
    leaveChat,
    leaveOverConnection,
  ),

  'room:create': operation(
    {
      who: 'signed-in',
      cost: 'founding',
      answers: 'small',
      order: 'classic',
      uses: ['rooms', 'people', 'live', 'keptSettings', 'clock', 'kept', 'pushes'],
    },
    createRoom,
  ),
  'room:join': operation(
    {
      who: 'signed-in',
      cost: 'plain',
      isKept: true,
      answers: 'large',
      mostBytes: () => limits.joinMessages * messageBytes,
      order: 'classic',
      uses: [...naming, 'membership', 'log', 'presence', 'live', 'clock', 'isOwnAddress', 'kept', 'pushes'],
    },
    joinRoom,
  ),
  'room:leave': operation(
    { who: 'signed-in', cost: 'plain', isKept: true, answers: 'small', uses: [...naming, 'membership', 'live'] },
    leaveRoom,
  ),
  'room:edit': operation(
    {
      who: 'signed-in',
      right: 'edit_room',
      cost: 'writing',
      answers: 'small',
      uses: [...naming, 'presence', 'files', 'clock', 'keptSettings', 'level'],
    },
    editRoom,
  ),
  'room:invite': operation(
    {
      who: 'signed-in',
      right: 'invite',
      cost: 'writing',
      answers: 'small',
      uses: [...naming, 'membership', 'privacy', 'clock'],
    },
    inviteToRoom,
  ),
  'room:remove': operation(
    { who: 'signed-in', right: 'remove', cost: 'writing', answers: 'small', uses: [...naming, 'membership', 'live'] },
    removeFromRoom,
  ),
  'room:role': operation(
    { who: 'signed-in', right: 'roles', cost: 'writing', answers: 'small', uses: moderating },
    giveRole,
  ),
  'room:mute': operation(
    { who: 'signed-in', right: 'mute', cost: 'writing', answers: 'small', uses: moderating },
    muteMember,
  ),
  'room:ban': operation(
    { who: 'signed-in', right: 'ban', cost: 'writing', answers: 'small', uses: [...moderating, 'live'] },
    banFromRoom,
  ),
  'room:unban': operation(
    { who: 'signed-in', right: 'ban', cost: 'writing', answers: 'small', uses: moderating },
    unbanFromRoom,
  ),
  'room:bans': operation(
    { who: 'signed-in', right: 'ban', cost: 'plain', answers: 'large', uses: [...naming, 'moderation'] },
    listBans,
  ),
  'room:delete': operation(
    { who: 'signed-in', right: 'delete_room', cost: 'writing', answers: 'small', uses: [...naming, 'files', 'live'] },
    deleteRoom,
  ),
  'rooms:list': operation(
    { who: 'anyone', cost: 'searching', answers: 'large', uses: ['rooms', 'presence'] },
    listRooms,
  ),
  'room:members': operation(
    { who: 'signed-in', cost: 'plain', answers: 'large', uses: [...naming, 'membership', 'presence'] },
    listMembers,
  ),
  'direct:open': operation(
    {
      who: 'signed-in',
      cost: 'founding',
      answers: 'small',
      uses: [
        'people',
        'profiles',
        'rooms',
        'membership',
        'sessions',
        'users',
        'privacy',
        'live',
        'clock',
        'kept',
        'pushes',
      ],
    },
    openDirect,
  ),
  'inbox:list': operation(
    {
      who: 'signed-in',
      cost: 'plain',
      answers: 'large',
      mostBytes: ({ limit = limits.listPage }) => Math.min(limit, limits.listPage) * messageBytes,
      uses: ['users', 'presence', 'profiles', 'live', 'kept'],
    },
    listInbox,
  ),

  'message:room': operation(
    {
      who: 'signed-in',
      right: 'post',
      cost: 'writing',
      answers: 'small',
      order: 'beginning',
      uses: [
        ...naming,
        'log',
        'files',
        'blobs',
        'membership',
        'live',
        'clock',
        'privacy',
        'users',
        'linkWatch',
        'traces',
      ],
    },
    sendMessage,
  ),
  'message:private': operation(
    {
      who: 'signed-in',
      right: 'post',
      cost: 'writing',
      answers: 'small',
      order: 'beginning',
      uses: [
        ...naming,
        'log',
        'files',
        'blobs',
        'membership',
        'live',
        'sessions',
        'clock',
        'privacy',
        'users',
        'linkWatch',
        'traces',
        'kept',
        'pushes',
      ],
    },
    sendPrivateMessage,
  ),
  'message:edit': operation(
    {
      who: 'signed-in',
      right: 'post',
      cost: 'writing',
      answers: 'small',
      uses: [...naming, 'log', 'clock', 'linkWatch', 'traces'],
    },
    editMessage,
  ),
  'message:delete': operation(
    { who: 'signed-in', right: 'read', cost: 'writing', answers: 'small', uses: [...naming, 'log', 'clock'] },
    deleteMessage,
  ),
  'message:react': operation(
    { who: 'signed-in', right: 'react', cost: 'writing', answers: 'small', uses: [...naming, 'log', 'clock'] },
    reactToMessage,
  ),
  'message:links': operation(
    { who: 'signed-in', right: 'read', cost: 'writing', answers: 'small', uses: [...naming, 'log', 'clock'] },
    takeLinksAway,
  ),

  'message:edits': operation(
    {
      who: 'signed-in',
      cost: 'plain',
      answers: 'large',
      mostBytes: () => limits.editsPerMessage * messageBytes,
      uses: [...naming, 'log'],
    },
    readEdits,
  ),
  'pin:set': operation(
    { who: 'signed-in', right: 'pin', cost: 'writing', answers: 'small', uses: [...naming, 'log', 'clock'] },
    pinMessage,
  ),
  'pins:list': operation(
    {
      who: 'signed-in',
      cost: 'plain',
      answers: 'large',
      mostBytes: () => limits.pinsPerConversation * messageBytes,
      uses: [...naming, 'log'],
    },
    listPins,
  ),

  'history:fetch': operation(
    {
      who: 'signed-in',
      cost: 'plain',
      answers: 'large',
      mostBytes: ({ limit = limits.joinMessages }) => Math.min(limit, limits.historyPage) * messageBytes,
      uses: [...naming, 'log'],
    },
    readHistory,
  ),
  'files:describe': operation({ who: 'signed-in', cost: 'writing', answers: 'small', uses: ['files'] }, describeFile),
  'files:list': operation(
    { who: 'signed-in', cost: 'plain', answers: 'large', uses: ['files', 'profiles'] },
    listFiles,
  ),
  'search:messages': operation(
    {
      who: 'signed-in',
      cost: 'searching',
      answers: 'large',
      mostBytes: ({ limit = limits.searchPage }) => Math.min(limit, limits.searchPage) * (messageBytes + 2_000),
      uses: ['log', 'users', 'people', 'profiles', 'search'],
    },
    searchMessages,
  ),
  'thread:open': operationOfConnection(
    {
      who: 'signed-in',
      cost: 'plain',
      answers: 'large',
      mostBytes: () => (limits.joinMessages + 1) * messageBytes,
      uses: ['log', 'users', 'profiles', 'hub'],
    },
    openThread,
  ),
  'thread:close': operationOfConnection(
    { who: 'signed-in', cost: 'plain', answers: 'small', uses: ['hub'] },
    closeThread,
  ),
  'thread:follow': operation(
    { who: 'signed-in', cost: 'plain', isKept: true, answers: 'small', uses: ['users'] },
    followThread,
  ),
  sync: operationOfConnection(
    {
      who: 'signed-in',
      cost: 'plain',
      answers: 'large',
      uses: ['log', 'users', 'presence', 'profiles', 'hub', 'kept', 'traces'],
    },
    syncConversations,
  ),
  'read:mark': operation(
    {
      who: 'signed-in',
      cost: 'plain',
      isKept: true,
      answers: 'small',
      uses: [...naming, 'users', 'live', 'receipts', 'announcements'],
    },
    markRead,
  ),
  'receipts:list': operation(
    { who: 'signed-in', cost: 'searching', answers: 'large', uses: ['membership', 'users', 'receipts'] },
    listReceipts,
  ),
  'message:trace': operation(
    {
      who: 'signed-in',
      cost: 'searching',
      answers: 'small',
      uses: ['people', 'log', 'receipts', 'nodeCalls', 'traces', 'clock'],
    },
    traceMessage,
  ),
  'notify:set': operation(
    {
      who: 'signed-in',
      cost: 'plain',
      isKept: true,
      answers: 'small',
      uses: ['kept', 'membership', 'privacy', 'users'],
    },
    setNotify,
  ),
  'push:add': operation(
    {
      who: 'signed-in',
      cost: 'searching',
      isKept: true,
      answers: 'small',
      uses: ['kept', 'pushSender', 'clock', 'pushes', 'users'],
    },
    addPush,
  ),
  'push:remove': operation(
    { who: 'signed-in', cost: 'plain', isKept: true, answers: 'small', uses: ['kept'] },
    removePush,
  ),
  'typing:set': operationOfConnection(
    {
      who: 'signed-in',
      cost: 'plain',
      answers: 'small',
      uses: [...naming, 'membership', 'announcements', 'hub', 'privacy'],
    },
    setTyping,
  ),
  'profile:set': operation(
    { who: 'signed-in', cost: 'writing', answers: 'small', uses: ['people', 'profiles', 'files', 'isReserved'] },
    setProfile,
  ),
  'people:look': operation(
    {
      ...({ who: 'signed-in', cost: 'plain', answers: 'large' } as const),
      uses: ['people', 'profiles', 'users', 'membership', 'keptSettings', 'limits'],
    },
    lookPeople,
  ),
  'user:block': operation(
    { who: 'signed-in', cost: 'writing', answers: 'small', uses: ['people', 'profiles', 'privacy'] },
    blockUser,
  ),
  'settings:get': operation({ who: 'signed-in', cost: 'plain', answers: 'small', uses: ['privacy'] }, readSettings),
  'settings:set': operation(
    {
      who: 'signed-in',
      cost: 'writing',
      answers: 'small',
      uses: ['privacy', 'addresses', 'clock', 'kept', 'mailing'],
    },
    changeSettings,
  ),
  'poll:create': operation(
    {
      who: 'signed-in',
      right: 'post',
      cost: 'writing',
      answers: 'small',
      order: 'beginning',
      uses: [
        ...naming,
        'log',
        'files',
        'blobs',
        'membership',
        'live',
        'clock',
        'privacy',
        'users',
        'linkWatch',
        'traces',
      ],
    },
    createPoll,
  ),
  'poll:vote': operation(
    { who: 'signed-in', right: 'react', cost: 'writing', answers: 'small', uses: [...naming, 'log', 'clock'] },
    votePoll,
  ),
  'poll:close': operation(
    { who: 'signed-in', right: 'post', cost: 'writing', answers: 'small', uses: [...naming, 'log', 'clock'] },
    closePoll,
  ),
  'saved:set': operation(
    { who: 'signed-in', cost: 'writing', answers: 'small', uses: ['kept', 'log', 'clock'] },
    setSaved,
  ),
  'saved:list': operation(
    {
      who: 'signed-in',
      cost: 'plain',
      answers: 'large',
      mostBytes: ({ limit = limits.joinMessages }) => Math.min(limit, limits.joinMessages) * messageBytes,
      uses: ['kept', 'log', 'profiles'],
    },
    listSaved,
  ),
  'draft:set': operation(
    { who: 'signed-in', cost: 'plain', isKept: true, answers: 'small', uses: ['kept', 'membership', 'clock'] },
    setDraft,
    setDraftOverConnection,
  ),
  'drafts:list': operation(
    {
      who: 'signed-in',
      cost: 'plain',
      answers: 'large',
      mostBytes: () => limits.drafts * messageBytes,
      uses: ['kept'],
    },
    listDrafts,
  ),
  'later:add': operation(
    { who: 'signed-in', cost: 'writing', answers: 'small', uses: ['kept', 'membership', 'files', 'clock'] },
    addLater,
  ),
  'later:list': operation(
    {
      who: 'signed-in',
      cost: 'plain',
      answers: 'large',
      mostBytes: () => limits.laterMessages * messageBytes,
      uses: ['kept'],
    },
    listLater,
  ),
  'later:cancel': operation(
    { who: 'signed-in', cost: 'writing', answers: 'small', uses: ['kept', 'files'] },
    cancelLater,
  ),
  'report:create': operation(
    { who: 'signed-in', right: 'read', cost: 'writing', answers: 'small', uses: ['log', 'reports', 'clock'] },
    reportMessage,
  ),
  'reports:list': operation(
    { who: 'signed-in', cost: 'plain', answers: 'large', uses: ['reports', 'membership', 'profiles'] },
    listReports,
  ),
  'report:close': operation(
    {
      who: 'signed-in',
      cost: 'writing',
      answers: 'small',
      uses: ['reports', 'membership', 'profiles', 'audit', 'clock'],
    },
    closeReport,
  ),
  'presence:watch': operationOfConnection(
    { who: 'signed-in', cost: 'plain', answers: 'large', uses: ['presence', 'watches'] },
    watchPresence,
  ),
  'admin:people': operation({ who: 'signed-in', cost: 'searching', answers: 'large', uses: ['people'] }, listPeople),
  'admin:person': operation(
    {
      who: 'signed-in',
      cost: 'writing',
      answers: 'small',
      uses: ['people', 'profiles', 'accounts', 'sessions', 'audit', 'clock'],
    },
    changePerson,
  ),
  'audit:list': operation(
    { who: 'signed-in', cost: 'plain', answers: 'large', uses: [...naming, 'membership', 'audit'] },
    listActs,
  ),
  'admin:settings': operation(
    { who: 'signed-in', cost: 'plain', answers: 'small', uses: ['people', 'keptSettings', 'audit', 'clock', 'level'] },
    setSettings,
  ),
  'admin:ops': operation(
    {
      who: 'signed-in',
      cost: 'searching',
      answers: 'large',
      mostBytes: () => opsBytes,
      uses: ['people', 'nodeCalls', 'tasks', 'clock', 'ops'],
    },
    tellOps,
  ),
  'admin:storage': operation(
    { who: 'signed-in', cost: 'searching', answers: 'small', uses: ['people', 'inventory'] },
    tellStorage,
  ),
  'hold:set': operation(
    {
      who: 'signed-in',
      cost: 'writing',
      answers: 'small',
      uses: ['people', 'profiles', 'retention', 'audit', 'clock'],
    },
    setHold,
  ),
  'hold:list': operation(
    { who: 'signed-in', cost: 'plain', answers: 'large', uses: ['people', 'retention', 'profiles', 'log'] },
    listHolds,
  ),
  'invite:create': operation(
    { who: 'signed-in', cost: 'writing', answers: 'small', uses: [...inviting, 'audit', 'inviteUrl'] },
    createInvitation,
  ),
  'invite:list': operation(
    { who: 'signed-in', cost: 'plain', answers: 'large', uses: [...inviting, 'inviteUrl'] },
    listInvitations,
  ),
  'invite:revoke': operation(
    { who: 'signed-in', cost: 'writing', answers: 'small', uses: [...inviting, 'audit'] },
    revokeInvitation,
  ),
  'invite:accept': operation(
    {
      who: 'signed-in',
      cost: 'writing',
      answers: 'small',
      uses: [...inviting, 'log', 'presence', 'live', 'isOwnAddress', 'kept', 'pushes'],
    },
    acceptInvitation,
  ),
};
