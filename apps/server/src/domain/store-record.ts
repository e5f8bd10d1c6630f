import type {
  ClientId,
  ConversationId,
  FileId,
  MessageId,
  Position,
  ServerRole,
  UserId,
  UserStatus,
} from '@rookery/protocol';
import type { AuditEntry, AuditRecord } from './audit.ts';
import type { ConsumerName } from './consumers.ts';
import type { Part } from './part.ts';
import type { StoredFile } from './stored-file.ts';
import type { KeptLinks } from './stored-link.ts';
import type { Task } from './task.ts';

/**
 * Everything that a store keeps, as records that no store has invented: what one writes another reads. They are also the lines of an archive, so a field that was once
 * written keeps its meaning; a new one may be left out. Times are in ms, but for what ends in `Us`. docs/operations/archive.md says what each is for others.
 */
export type StoreRecord = MessageRecord | AboutRecord | PersonalRecord | ServerRecord;

/** A user and what she did there: her id, and the rev of the change. */
export type Reactor = readonly [UserId, number];

/** A message as it reads now, with all that hangs on it. A record of the same number that comes later stands in its place. */
export type MessageRecord = {
  readonly kind: 'message';
  readonly conversation: ConversationId;
  readonly seq: number;
  readonly id: MessageId;
  readonly author: UserId;
  readonly at: number;
  /** Left out of a deleted one, as all that follows but `rev`, `clientId` and `replyTo`. */
  readonly content?: string | undefined;
  readonly clientId?: ClientId | undefined;
  readonly replyTo?: number | undefined;
  /** Whom it calls; an empty list where an edit took the last one away. */
  readonly mentions?: readonly UserId[] | undefined;
  readonly parts?: readonly Part[] | undefined;
  /** Of its last change; left out of one to which nothing has happened. */
  readonly rev?: number | undefined;
  readonly edited?: number | undefined;
  readonly deleted?: true | undefined;
  readonly links?: KeptLinks | undefined;
  /** The rev of the change that pinned it. */
  readonly pinned?: number | undefined;
  /** By emoji in the order of appearance, who in the order in which they did. */
  readonly reactions?: readonly (readonly [string, readonly Reactor[]])[] | undefined;
  /** Of a poll in which somebody has voted, or that is closed: by option who chose it. */
  readonly votes?: readonly (readonly Reactor[])[] | undefined;
  readonly closed?: true | undefined;
  /** What it said before, the earliest first; `at`: since when. */
  readonly former?:
    | readonly { readonly content: string; readonly at: number; readonly rev?: number | undefined }[]
    | undefined;
};

/** What belongs to a conversation beside its messages. All of it is read anew each time. */
export type AboutRecord =
  | ConversationRecord
  | ChangeRecord
  | {
      readonly kind: 'members';
      readonly conversation: ConversationId;
      readonly members: readonly MemberRecord[];
    }
  | {
      readonly kind: 'invited';
      readonly conversation: ConversationId;
      readonly user: UserId;
      readonly by?: UserId | undefined;
    }
  /** Who has a group out of her inbox, since which message and when. */
  | {
      readonly kind: 'hidden';
      readonly conversation: ConversationId;
      readonly user: UserId;
      readonly seq: number;
      readonly at: number;
    }
  | SanctionRecord
  /** The address that a guest joined from. */
  | {
      readonly kind: 'guest-network';
      readonly conversation: ConversationId;
      readonly user: UserId;
      readonly network: string;
    }
  /** Guests whom somebody's mute or ban binds: `n:` and a folded name, or `p:` and an address. */
  | {
      readonly kind: 'guest-sanction';
      readonly conversation: ConversationId;
      readonly of: 'mute' | 'ban';
      readonly look: string;
      readonly user: UserId;
      readonly until: number | null;
    }
  /** An edit has called her: by which change; 0 once she has had the call. */
  | {
      readonly kind: 'call';
      readonly conversation: ConversationId;
      readonly user: UserId;
      readonly seq: number;
      readonly rev: number;
    }
  /** She is looked at when something is said, since she has devices that are pushed to. */
  | { readonly kind: 'push-watcher'; readonly conversation: ConversationId; readonly user: UserId }
  /** Bytes that perhaps no message holds any more, and from when on they may go. */
  | {
      readonly kind: 'loose-bytes';
      readonly conversation: ConversationId;
      readonly hash: string;
      readonly freeAt: number;
    }
  | {
      readonly kind: 'cursor';
      readonly conversation: ConversationId;
      readonly consumer: ConsumerName;
      readonly position: Position;
    };

export type ConversationRecord = {
  readonly kind: 'conversation';
  readonly id: ConversationId;
  readonly type: 'public' | 'private' | 'direct' | 'group' | 'thread';
  readonly createdAt: number;
  /** Of rooms and groups. */
  readonly name?: string | undefined;
  readonly topic?: string | undefined;
  /** Who made a room. */
  readonly owner?: UserId | undefined;
  readonly pair?: readonly [UserId, UserId] | undefined;
  readonly people?: readonly UserId[] | undefined;
  readonly rights?: unknown;
  readonly slowModeMs?: number | undefined;
  readonly retentionDays?: number | undefined;
  readonly retentionMessages?: number | undefined;
  readonly history?: 'since-join' | undefined;
  readonly picture?: FileId | undefined;
  /** Of a thread: where it hangs, who wrote last, and its parent's mark at that time. */
  readonly parent?: ConversationId | undefined;
  readonly root?: number | undefined;
  readonly lastAt?: number | undefined;
  readonly repliers?: readonly UserId[] | undefined;
  readonly marked?: number | undefined;
  readonly epoch: string;
  /** Number of the last message when the epoch began. */
  readonly base: number;
  /** The first number that exists; and the id of the one before it, where that is known. */
  readonly first: number;
  readonly beforeFirst?: { readonly id: MessageId; readonly author: UserId; readonly at: number } | undefined;
  readonly seq: number;
  readonly lastId: MessageId | null;
  readonly rev: number;
  readonly lastChange: string | null;
  /** How often somebody left or was removed. */
  readonly removals: number;
  /** How often something was said in its threads. */
  readonly mark: number;
  /** When it was last written to: its rank in inboxes. */
  readonly activeUs: number;
  /** Since when nobody is in it, as a sweep has found. */
  readonly emptySince?: number | undefined;
};

export type ChangeRecord = {
  readonly kind: 'change';
  readonly conversation: ConversationId;
  readonly rev: number;
  readonly id: string;
  readonly change: string;
  readonly seq?: number | undefined;
};

export type MemberRecord = {
  readonly user: UserId;
  readonly role: 'owner' | 'moderator' | 'member';
  /** Of plain members of rooms: others have the same rights with an account and without. */
  readonly hasAccount?: true | undefined;
  readonly joinedSeq: number;
  readonly joinedUs: number;
};

export type SanctionRecord = {
  readonly kind: 'mute' | 'ban';
  readonly conversation: ConversationId;
  readonly user: UserId;
  readonly until: number | null;
  readonly at: number;
  readonly by?: UserId | undefined;
  readonly reason?: string | undefined;
};

/** What belongs to one person. */
export type PersonalRecord =
  | PersonRecord
  | {
      readonly kind: 'account';
      readonly user: UserId;
      readonly password?: string | undefined;
      readonly address?: string | undefined;
      readonly link?: { readonly hash: string; readonly until: number } | undefined;
    }
  | SessionRecord
  | { readonly kind: 'choices'; readonly user: UserId; readonly choices: Readonly<Record<string, unknown>> }
  /** `act`: the number by which the later of two such acts is known. */
  | { readonly kind: 'block'; readonly user: UserId; readonly blocked: UserId; readonly act: number }
  | {
      readonly kind: 'second-factor';
      readonly user: UserId;
      readonly secret?: string | undefined;
      readonly pending?: string | undefined;
      readonly step: number;
      readonly busyUntil: number;
      readonly recovery: string;
    }
  | {
      readonly kind: 'passkey';
      readonly user: UserId;
      readonly id: string;
      readonly credential: string;
      readonly publicKey: string;
      /** Spaces between. */
      readonly transports: string;
      readonly name: string;
      readonly createdAt: number;
      readonly usedAt?: number | undefined;
    }
  | LineRecord
  | {
      readonly kind: 'departure';
      readonly user: UserId;
      readonly conversation: ConversationId;
      readonly rev: number;
      readonly why?: string | undefined;
      readonly by?: UserId | undefined;
    }
  /** `type`: see ports/kept.ts; `json` as it is kept. */
  | {
      readonly kind: 'kept';
      readonly user: UserId;
      readonly type: string;
      readonly key: string;
      readonly rev: number;
      readonly dueAt?: number | undefined;
      readonly json: string;
    }
  /** A file that was not sent yet. `partial`: of one that comes in pieces. */
  | {
      readonly kind: 'upload';
      readonly id: FileId;
      readonly owner: UserId;
      readonly expiresAt: number;
      readonly conversation?: ConversationId | undefined;
      readonly file?: StoredFile | undefined;
      readonly partial?: unknown;
    }
  | { readonly kind: 'upload-day'; readonly user: UserId; readonly day: number; readonly bytes: number }
  /** A picture that stands for a person or a room. */
  | {
      readonly kind: 'shown-file';
      readonly id: FileId;
      readonly owner: UserId;
      readonly by: string;
      readonly file: StoredFile;
    };

export type PersonRecord = {
  readonly kind: 'person';
  readonly id: UserId;
  readonly username: string;
  readonly displayName: string;
  readonly guest: boolean;
  readonly avatar?: FileId | undefined;
  readonly role?: ServerRole | undefined;
  readonly status?: UserStatus | undefined;
  readonly deactivated?: true | undefined;
  /** Of her profile. */
  readonly profileRev: number;
  /** The last step of her own log, and the number before which nothing can be gone on from. */
  readonly rev: number;
  readonly revFloor: number;
  readonly lastSeen?: number | undefined;
  /** When a guest who is gone is to be looked at again. */
  readonly lookAt?: number | undefined;
  /** How often she was deactivated or taken back, where that is counted; and the username of an account that is being closed. */
  readonly standing?: number | undefined;
  readonly closing?: string | undefined;
};

export type SessionRecord = {
  readonly kind: 'session';
  readonly id: string;
  readonly user: UserId;
  readonly type: string;
  readonly expiresAt: number;
  readonly secretHash: string;
  readonly createdAt?: number | undefined;
  readonly agent: string;
  readonly endsBy?: number | undefined;
  readonly formerHash?: string | undefined;
  readonly formerUntil?: number | undefined;
  readonly rotatedAt?: number | undefined;
};

/** A line of somebody's inbox. */
export type LineRecord = {
  readonly kind: 'line';
  readonly user: UserId;
  readonly conversation: ConversationId;
  readonly as: 'member' | 'invited' | 'follower';
  readonly read: number;
  /** Of the mark: one of an earlier epoch counts as that epoch's end at most. */
  readonly readEpoch: string;
  readonly gainedUs: number;
  readonly gainedRev: number;
  readonly rev: number;
  /** Of the last change to it other than by its log; 0: none. */
  readonly entryRev: number;
};

/** What belongs to the server as a whole. */
export type ServerRecord =
  /** Whose a username is, by what it looks like; `leftAt`: when she took another one, after which it is kept for her for a while. */
  | {
      readonly kind: 'name';
      readonly skeleton: string;
      readonly folded: string;
      readonly user: string;
      readonly leftAt?: number | undefined;
    }
  | { readonly kind: 'setting'; readonly name: string; readonly json: string }
  /** A conversation from which retention takes nothing away, or, by her id, a person of whom it takes nothing. `at`: ms. */
  | {
      readonly kind: 'hold';
      readonly conversation: string;
      readonly by: string;
      readonly at: number;
      readonly reason?: string | undefined;
    }
  /** Who became the first owner, or the token that makes one. */
  | { readonly kind: 'founding'; readonly token?: string | undefined; readonly owner?: string | undefined }
  /** Who signs in by a provider or a directory; its name is known by a hash. */
  | { readonly kind: 'identity'; readonly issuerHash: string; readonly subject: string; readonly user: string }
  /** What counts once, by the hash of its key. */
  | {
      readonly kind: 'once';
      readonly keyHash: string;
      readonly value: string;
      readonly until: number;
      readonly takenBy?: string | undefined;
    }
  | {
      readonly kind: 'invitation';
      readonly code: string;
      /** Null: to the server. */
      readonly room: string | null;
      readonly by: string;
      readonly role?: string | undefined;
      readonly uses: number | null;
      readonly used: number;
      readonly createdAt: number;
      readonly expiresAt: number;
      readonly usedBy: readonly (readonly [string, string])[];
    }
  /** A report that nobody has closed, as it was filed. */
  | { readonly kind: 'report'; readonly id: string; readonly json: string }
  | ({ readonly kind: 'audit' } & AuditRecord)
  /** An act of power whose record is not in the audit log yet. */
  | { readonly kind: 'owed-act'; readonly subject: string; readonly entry: AuditEntry }
  | {
      readonly kind: 'mail';
      readonly id: string;
      readonly dueAt: number;
      readonly tries: number;
      readonly json: string;
    }
  /** What is due. `parkedAt`: it failed too often, and waits for somebody to look at it. */
  | {
      readonly kind: 'task';
      readonly task: Task;
      readonly dueAt: number;
      readonly failures?: number | undefined;
      readonly reason?: string | undefined;
      readonly parkedAt?: number | undefined;
    };

/** Kinds of what belongs to a conversation beside its messages. */
export const aboutKinds = [
  'conversation',
  'change',
  'members',
  'invited',
  'hidden',
  'mute',
  'ban',
  'guest-network',
  'guest-sanction',
  'call',
  'push-watcher',
  'loose-bytes',
  'cursor',
] as const satisfies readonly AboutRecord['kind'][];

/** Kinds of what belongs to a person. */
export const personalKinds = [
  'person',
  'account',
  'session',
  'choices',
  'block',
  'second-factor',
  'passkey',
  'line',
  'departure',
  'kept',
  'upload',
  'upload-day',
  'shown-file',
] as const satisfies readonly PersonalRecord['kind'][];

/** Every kind of record, so that a list of them is complete. */
export const recordKinds = [
  'message',
  ...aboutKinds,
  ...personalKinds,
  'name',
  'setting',
  'hold',
  'founding',
  'identity',
  'once',
  'invitation',
  'report',
  'audit',
  'owed-act',
  'mail',
  'task',
] as const satisfies readonly StoreRecord['kind'][];
export type RecordKind = (typeof recordKinds)[number];
