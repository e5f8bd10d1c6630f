import type * as z from 'zod/mini';
import {
  change,
  entry,
  errorBody,
  heldPosition,
  inboxChange,
  member,
  message,
  position,
  presence,
  reaction,
  room,
  session,
  syncedConversation,
  user,
} from '@rookery/protocol';

/** The shapes that have a name of their own in the documents. */
export const shapes = {
  User: user,
  Room: room,
  Position: position,
  Message: message,
  Reaction: reaction,
  Change: change,
  Entry: entry,
  InboxChange: inboxChange,
  Member: member,
  HeldPosition: heldPosition,
  SyncedConversation: syncedConversation,
  Presence: presence,
  Session: session,
  Error: errorBody,
} as const satisfies Record<string, z.core.$ZodType>;
export type ShapeName = keyof typeof shapes;
