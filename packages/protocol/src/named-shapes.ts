import type * as z from 'zod/mini';
import { errorBody } from './errors.ts';
import { auditRecord } from './events/audit-list.ts';
import { searchHit } from './events/search-messages.ts';
import { sentFile } from './events/files-list.ts';
import { ban } from './events/room-bans.ts';
import { member } from './events/room-members.ts';
import { heldPosition, syncedConversation } from './events/sync.ts';
import { change } from './shapes/change.ts';
import { entry, inboxChange } from './shapes/entry.ts';
import { file } from './shapes/file.ts';
import { invite } from './shapes/invite.ts';
import { draft, later, saved } from './shapes/kept.ts';
import { link } from './shapes/link.ts';
import { message, reaction, thread, threadAt } from './shapes/message.ts';
import { notify } from './shapes/notify.ts';
import { poll } from './shapes/poll.ts';
import { head } from './shapes/position.ts';
import { presence } from './shapes/presence.ts';
import { report } from './shapes/report.ts';
import { room } from './shapes/room.ts';
import { adminSettingsShape, serverSettings } from './shapes/server-settings.ts';
import { storeUse } from './shapes/store-use.ts';
import { opsCapacity, opsEvent, opsHistory, opsNode, opsParked, opsQueue, opsShard } from './shapes/ops.ts';
import { traceStep } from './shapes/trace-step.ts';
import { session } from './shapes/session.ts';
import { settings } from './shapes/settings.ts';
import { user } from './shapes/user.ts';

/** The shapes that have a name of their own in the documents. */
export const namedShapes = {
  User: user,
  Room: room,
  Head: head,
  Message: message,
  Reaction: reaction,
  Thread: thread,
  ThreadAt: threadAt,
  File: file,
  SentFile: sentFile,
  SearchHit: searchHit,
  Link: link,
  Poll: poll,
  Change: change,
  Entry: entry,
  InboxChange: inboxChange,
  Member: member,
  Ban: ban,
  AuditRecord: auditRecord,
  HeldPosition: heldPosition,
  SyncedConversation: syncedConversation,
  Presence: presence,
  Session: session,
  Settings: settings,
  Notify: notify,
  Saved: saved,
  Draft: draft,
  Later: later,
  Report: report,
  ServerSettings: serverSettings,
  AdminSettings: adminSettingsShape,
  StoreUse: storeUse,
  TraceStep: traceStep,
  OpsNode: opsNode,
  OpsShard: opsShard,
  OpsQueue: opsQueue,
  OpsParked: opsParked,
  OpsEvent: opsEvent,
  OpsHistory: opsHistory,
  OpsCapacity: opsCapacity,
  Invite: invite,
  Error: errorBody,
} as const satisfies Record<string, z.core.$ZodType>;
export type ShapeName = keyof typeof namedShapes;
