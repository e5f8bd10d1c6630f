import type { ConversationId, Entry, ErrorCode, Member, Room } from '@rookery/protocol';
import type { Observable } from '../lib/observable.ts';

/** What the screens see of the chat. `client-chat.ts` provides it over @rookery/client. */

export type Person = { readonly id: string; readonly username: string; readonly displayName: string };

export type Failure = {
  readonly code: ErrorCode | 'offline' | 'timeout' | 'expired';
  readonly retryAfterMs?: number | undefined;
};

export type Outcome<Value = void> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly failure: Failure };

export type Delivery =
  | { readonly state: 'sent' }
  | { readonly state: 'sending' }
  | { readonly state: 'failed'; readonly failure: Failure };

export type Reaction = {
  readonly emoji: string;
  readonly count: number;
  readonly users: readonly string[];
  readonly mine: boolean;
};

/** A message as a row shows it. The same object as long as nothing about it changed. */
export type TimelineItem = {
  /** Stays the same from the optimistic row to the logged one. */
  readonly key: string;
  /** Undefined until the log has it. */
  readonly seq: number | undefined;
  readonly author: Person;
  /** Undefined when deleted. */
  readonly content: string | undefined;
  readonly at: number;
  readonly replyTo: number | undefined;
  readonly mentions: readonly string[];
  readonly edited: number | undefined;
  readonly reactions: readonly Reaction[];
  readonly delivery: Delivery;
};

export type TimelineView = {
  /** `gone`: it does not exist for this reader, or no longer. */
  readonly state: 'loading' | 'ready' | 'gone';
  /** One stretch of the log without holes, oldest first, then what is not sent yet. */
  readonly items: readonly TimelineItem[];
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
  readonly loadingOlder: boolean;
  readonly loadingNewer: boolean;
};

export type TimelineHandle = Observable<TimelineView> & {
  readonly loadOlder: () => void;
  readonly loadNewer: () => void;
  /** Moves the window to the newest messages. */
  readonly showLatest: () => Promise<void>;
  /** Moves the window to where `seq` is; false when there is no such message. */
  readonly showAround: (seq: number) => Promise<boolean>;
  /** One message by its number, from the window or the log: what a reply quotes. */
  readonly find: (seq: number) => Promise<TimelineItem | undefined>;
};

export type ConnectionView =
  | { readonly state: 'connecting' }
  | { readonly state: 'online' }
  /** `sinceMs` and `nextTryAtMs` on `performance.now()`'s clock. */
  | { readonly state: 'reconnecting'; readonly sinceMs: number; readonly nextTryAtMs: number | undefined }
  | { readonly state: 'too-old' };

export type SessionView =
  | { readonly state: 'restoring' }
  | { readonly state: 'none'; readonly ended: boolean }
  | { readonly state: 'joined'; readonly me: Person };

export type InboxView = { readonly state: 'loading' | 'ready'; readonly entries: readonly Entry[] };

export type Typists = { readonly users: readonly Person[]; readonly more: number };

export type Page<Item> = { readonly items: readonly Item[]; readonly next: string | null };

export type Chat = {
  readonly connection: Observable<ConnectionView>;
  readonly session: Observable<SessionView>;
  readonly inbox: Observable<InboxView>;
  /** Messages of all conversations that wait to go out. */
  readonly pending: Observable<number>;
  /** Everyone seen so far, by id. */
  readonly people: Observable<ReadonlyMap<string, Person>>;
  readonly contentBytes: number;

  readonly timeline: (conversation: ConversationId) => TimelineHandle;
  readonly typists: (conversation: ConversationId) => Observable<Typists>;
  /** Who of those asked about is online. */
  readonly presence: Observable<ReadonlyMap<string, boolean>>;
  /** Asks for the presence of these people until the returned function is called. */
  readonly watchPresence: (users: readonly string[]) => () => void;

  readonly join: (name: { username: string; displayName: string }) => Promise<Outcome>;
  readonly signOut: () => Promise<void>;
  readonly reconnectNow: () => void;

  /** Never waits: the row appears at once and tells how it fares. */
  readonly send: (conversation: ConversationId, content: string, replyTo?: number) => void;
  readonly retry: (conversation: ConversationId, key: string) => void;
  readonly discard: (conversation: ConversationId, key: string) => void;
  /** Whether somebody goes by this username: `not_found` when not. */
  readonly probePerson: (username: string) => Promise<Outcome>;
  /** The first message to somebody: there is no conversation before it. */
  readonly startDirect: (username: string, content: string) => Promise<Outcome<ConversationId>>;
  readonly edit: (conversation: ConversationId, seq: number, content: string) => Promise<Outcome>;
  readonly remove: (conversation: ConversationId, seq: number) => Promise<Outcome>;
  readonly react: (conversation: ConversationId, seq: number, emoji: string, on: boolean) => Promise<Outcome>;
  readonly markRead: (conversation: ConversationId, seq: number) => void;
  readonly markUnread: (conversation: ConversationId, seq: number) => Promise<Outcome>;
  readonly setTyping: (conversation: ConversationId, on: boolean) => void;

  readonly createRoom: (room: {
    name: string;
    topic: string;
    visibility: 'public' | 'private';
  }) => Promise<Outcome<ConversationId>>;
  readonly joinRoom: (room: string) => Promise<Outcome<ConversationId>>;
  /** A room the reader is not in: undefined when it can be joined but is not listed; `not_found` when it cannot. */
  readonly findRoom: (room: string) => Promise<Outcome<Room | undefined>>;
  readonly leaveRoom: (room: ConversationId) => Promise<Outcome>;
  readonly editRoom: (room: ConversationId, change: { name?: string; topic?: string }) => Promise<Outcome>;
  readonly invite: (room: ConversationId, user: string) => Promise<Outcome>;
  readonly removeMember: (room: ConversationId, user: string) => Promise<Outcome>;
  readonly listRooms: (query: string, cursor?: string) => Promise<Outcome<Page<Room>>>;
  readonly listMembers: (room: ConversationId, cursor?: string) => Promise<Outcome<Page<Member>>>;
};
