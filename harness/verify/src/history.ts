import type { ConversationId, Entry, Message, UserId } from '@rookery/protocol';
import type { BelongingRecord, ClosedRecord, EndedRecord, InvitationRecord, ShutOutRecord } from './account-records.ts';
import type { BackupRecord, RestoredRecord } from './backup-records.ts';
import type { DeletionRecord, FileReadRecord, UploadRecord } from './file-records.ts';
import type { OldMessageRecord, OldPageRecord } from './old-records.ts';
import type { FaceRecord, PreviewRecord } from './preview-records.ts';
import type { CallRecord, ListenerRecord } from './push-records.ts';
import type { EndedThreadRecord, FollowRecord, StruckRecord, ThreadRecord } from './thread-records.ts';

/** What a run saw. All times are ms since the run began. */
export type History = {
  readonly seed: number;
  readonly mode: Mode;
  /** When the run began, ms since the epoch. */
  readonly beganAt: number;
  readonly people: PersonRecord[];
  /** What rooms are called in the plan. */
  readonly rooms: Map<ConversationId, string>;
  readonly sends: Map<string, SendRecord>;
  readonly lives: LifeRecord[];
  readonly links: LinkRecord[];
  readonly changes: ChangeRecord[];
  readonly marks: MarkRecord[];
  readonly removals: RemovalRecord[];
  readonly short: ShortRecord[];
  readonly visits: VisitRecord[];
  readonly renames: RenameRecord[];
  readonly hung: HungRecord[];
  /** Requests that were answered as a fault of the server's own. */
  readonly internal: AskedRecord[];
  readonly leaks: LeakRecord[];
  readonly oversteps: OverstepRecord[];
  readonly acts: ActRecord[];
  readonly deletions: DeletionRecord[];
  readonly ended: EndedRecord[];
  readonly shutOut: ShutOutRecord[];
  readonly belongings: BelongingRecord[];
  readonly invitations: InvitationRecord[];
  readonly closed: ClosedRecord[];
  /** By their ids: those in which somebody wrote. */
  readonly threads: Map<ConversationId, ThreadRecord>;
  readonly follows: FollowRecord[];
  readonly struck: StruckRecord[];
  readonly endedThreads: EndedThreadRecord[];
  readonly previews: PreviewRecord[];
  /** Of each person in the order in which she showed them. */
  readonly faces: FaceRecord[];
  readonly calls: CallRecord[];
  readonly listeners: ListenerRecord[];
  /** What came for a device and is no push. */
  readonly pushFaults: string[];
  readonly displayed: DisplayedRecord[];
  readonly backups: BackupRecord[];
  readonly oldPages: OldPageRecord[];
  readonly oldMessages: OldMessageRecord[];
  /** Steps that ended before they were done, and why. */
  readonly givenUp: string[];
  readonly faults: FaultRecord[];
  readonly deliveries: DeliveryRecord[];
  /** How many of how many devices were whole, at regular moments. */
  readonly whole: { readonly at: number; readonly whole: number; readonly of: number }[];
  readonly final: FinalRecord;
  /** When the last fault was over and everybody had had time to catch up. */
  wholeAt: number;
  endedAt: number;
};

/** `moving`: begun embedded, and moved into a cluster meanwhile. */
export type Mode = 'embedded' | 'cluster' | 'moving' | 'target';

export type PersonRecord = { readonly name: string; readonly user: UserId; readonly username: string };

/** One message as its writer meant it. `kept`: written through an outbox, so it must arrive whatever happens. */
export type SendRecord = {
  readonly clientId: string;
  readonly device: string;
  readonly user: UserId;
  readonly content: string;
  readonly begunAt: number;
  readonly kept: boolean;
  /** In this order; left out where it has none. */
  readonly files?: readonly UploadRecord[];
  /** Sent by the server, later: nothing is known of when, nor of its order. */
  readonly isLater?: true;
  /** A reply that the thread's parent is to have too. */
  readonly isInBoth?: true;
  /** Soon edited or deleted on purpose: nobody else touches it. */
  readonly isPassing?: true;
  readonly conversation: ConversationId | null;
  readonly acks: AckRecord[];
  attempts: number;
  /** Given up by its writer's program: whoever writes is no longer a member, say. */
  refused: string | null;
};

export type AckRecord = {
  readonly at: number;
  readonly askedAt: number;
  readonly node: string;
  readonly conversation: ConversationId;
  readonly seq: number;
  readonly id: string;
  readonly duplicate: boolean;
  readonly degraded: boolean;
};

export type Told = {
  readonly seq: number;
  readonly id: string;
  readonly at: number;
  readonly from: UserId;
  readonly content: string;
};

/** One run of a client program on one device; a reload begins another. */
export type LifeRecord = {
  readonly device: string;
  readonly user: UserId;
  readonly begunAt: number;
  endedAt: number | null;
  /** The heads of its inbox when it was first whole: all after them must be told. */
  base: Map<ConversationId, number> | null;
  /** What it was told since the conversation last began anew. */
  readonly told: Map<ConversationId, { resets: number; messages: Told[] }>;
  /** Which changes of previews below each message ("CONVERSATION SEQ") it was told, since the conversation last began anew. */
  readonly previews?: Map<string, number[]>;
};

/** One connection of a raw Socket.IO client. */
export type LinkRecord = {
  readonly device: string;
  readonly user: UserId;
  readonly node: string;
  readonly heard: Map<ConversationId, Told[]>;
  /** Conversations in which the server said that the client was too slow, or began anew. */
  readonly excused: Set<ConversationId>;
};

/** An edit or a reaction that was acknowledged. */
export type ChangeRecord = {
  readonly device: string;
  readonly kind: 'edit' | 'react';
  readonly conversation: ConversationId;
  readonly seq: number;
  readonly value: string;
  readonly on: boolean;
  readonly user: UserId;
  readonly askedAt: number;
  /** Null when the outcome is unknown. */
  readonly ackedAt: number | null;
  readonly rev: number | null;
};

/** `rev`: the change that was shown, where the client said so: calls up to it are had. */
export type MarkRecord = {
  readonly user: UserId;
  readonly conversation: ConversationId;
  readonly seq: number;
  readonly rev: number | null;
  readonly askedAt: number;
  /** Null when the outcome is unknown. */
  ackedAt: number | null;
};

/** Somebody outside from `ackedAt` until `backAt`. */
export type RemovalRecord = {
  readonly user: UserId;
  readonly conversation: ConversationId;
  readonly askedAt: number;
  ackedAt: number | null;
  /** When she was asked in again, and when her joining was acknowledged. */
  backAt: number | null;
  inAt: number | null;
};

/** A name that somebody took, as the server acknowledged it. */
export type RenameRecord = {
  readonly user: UserId;
  readonly displayName: string;
  readonly rev: number;
  readonly at: number;
};

/** What a device asked a node for. */
export type AskedRecord = {
  readonly device: string;
  readonly request: string;
  readonly askedAt: number;
  readonly node: string;
};

export type HungRecord = AskedRecord & { readonly forMs: number };

/** An act of power, each with a reason of its own. `ackedAt` null: its outcome is unknown. */
export type ActRecord = {
  readonly act: 'room:mute' | 'room:ban';
  readonly room: ConversationId;
  readonly user: UserId;
  readonly reason: string;
  readonly askedAt: number;
  ackedAt: number | null;
};

/** Somebody did what only others have the right to, or what had been forbidden to her. `who`: what she is, and `rule`: of what is broken; left out, a plain member by her role. */
export type OverstepRecord = {
  readonly device: string;
  readonly conversation: ConversationId;
  readonly request: string;
  readonly who?: string;
  readonly rule?: string;
  readonly askedAt: number;
};

/** An answer that somebody outside must not get. */
export type LeakRecord = {
  readonly device: string;
  readonly conversation: ConversationId;
  readonly request: string;
  readonly askedAt: number;
  readonly what: string;
};

/** A moment at which a client showed something that is no stretch of a log. */
export type DisplayedRecord = {
  readonly device: string;
  readonly conversation: ConversationId;
  readonly at: number;
  readonly what: string;
};

export type DeliveryRecord = { readonly at: number; readonly tookMs: number };

export type FaultRecord = {
  readonly name: string;
  readonly target: string;
  /** The promise that it attacks. */
  readonly rule: string;
  readonly begunAt: number;
  endedAt: number;
  /** From when on the system has all that it needs to be whole again. */
  healedAt: number;
  /** Set where this machine cannot do it. */
  skipped: string | null;
};

/** What a room's consumer was told at one time: numbers and ids of messages, and of changes which revisions each covers (after the first, to the second). */
export type ToldRecord = {
  readonly conversation: ConversationId;
  readonly messages: readonly (readonly [number, string])[];
  readonly changes: readonly (readonly [number, number])[];
};

/** Somebody who was not in the plan, said something, which was acknowledged, and signed out, which was too. */
export type VisitRecord = {
  readonly user: UserId;
  readonly username: string;
  readonly token: string;
  readonly leftAt: number;
};

export type FinalRecord = {
  readonly logs: Map<ConversationId, FinalLog>;
  readonly inboxes: {
    readonly device: string;
    readonly user: UserId;
    readonly server: Entry[];
    readonly shown: readonly Entry[];
    /** What the client says of itself. */
    readonly state: string;
  }[];
  readonly timelines: {
    readonly device: string;
    readonly conversation: ConversationId;
    /** What the client says of it. */
    readonly state: string;
    readonly items: readonly ShownItem[];
  }[];
  readonly sessions: { readonly name: string; readonly expected: UserId; readonly found: string }[];
  readonly ghosts: { readonly name: string; readonly expected: 'online' | 'offline'; readonly afterMs: number }[];
  /** Somebody shown under another name than she has, long after the last change. */
  readonly names: {
    readonly device: string;
    readonly where: string;
    readonly user: UserId;
    readonly shown: string;
    readonly now: string;
  }[];
  /** Rooms of which a client shows other counts than are true, after a break and a rest. */
  readonly counts: {
    readonly device: string;
    readonly conversation: ConversationId;
    readonly what: 'members' | 'online';
    readonly shown: number | null;
    readonly least: number;
    readonly most: number;
  }[];
  /** Of those who came by, wrote and signed out: under which name she is found then, and what whoever wants that name is answered. */
  readonly visitors: {
    readonly username: string;
    readonly user: UserId;
    readonly foundAs: string;
    readonly claim: string;
    /** Whom her token is taken for: `unauthorized`, as her session has ended. */
    readonly session: string;
  }[];
  /** Sessions that had ended, and whose tokens are good again. */
  readonly revived: EndedRecord[];
  /** What does not hold in the end of who belongs where. */
  misplaced: readonly BelongingRecord[];
  /** Of those who deleted their accounts: under which names each is found then, and what whoever wants her name is answered. */
  readonly closed: {
    readonly username: string;
    readonly user: UserId;
    readonly foundAs: string;
    /** Her display name. */
    readonly shownAs: string;
    readonly claim: string;
  }[];
  readonly fileReads: FileReadRecord[];
  readonly searches: SearchRecord[];
  readonly notWhole: { readonly device: string; readonly what: string }[];
  /** Of the audit logs of the rooms in which there were such acts; null where they could not be read. */
  records: { readonly act: string; readonly user: UserId | undefined; readonly reason: string | undefined }[] | null;
  /** In that order; null where no consumer listens. */
  told: readonly ToldRecord[] | null;
  /** Null where there was no backup. */
  restored: RestoredRecord | null;
};

/** A hold that was acknowledged while retention ran. */
export type HoldRecord = {
  readonly rule: 'RET-4' | 'RET-7';
  readonly ackedAt: number;
  /** The first number that existed a moment after it. */
  readonly first: number;
  /** When it was asked to end; null while it was not. */
  liftedAt: number | null;
};

/** A room that keeps some messages only, and what its owner saw of it. */
export type ShortRecord = {
  readonly conversation: ConversationId;
  /** From its beginning to the end. */
  readonly isHeld: boolean;
  readonly kept: number;
  readonly holds: HoldRecord[];
  /** Of whom is held by herself: the numbers of what she wrote there, acknowledged. */
  readonly hers: Set<number>;
  /** What was said under each number that was acknowledged, and when that was. */
  readonly acked: Map<number, { readonly content: string; readonly at: number }>;
  readonly looks: {
    readonly at: number;
    readonly first: number;
    readonly head: number;
    readonly seqs: readonly number[];
    readonly words: ReadonlyMap<number, string>;
  }[];
  /** In the end it had no more than it should. */
  isSettled: boolean;
};

/** What one device searched for in the end; places are "CONVERSATION SEQ". */
export type SearchRecord = {
  readonly device: string;
  readonly query: string;
  readonly expected: readonly string[];
  readonly found: readonly string[];
  /** The index was not whole in time. */
  readonly isIncomplete: boolean;
};

export type FinalLog = { readonly epoch: string; readonly headSeq: number; readonly messages: readonly Message[] };

export type ShownItem =
  | { readonly kind: 'pending'; readonly clientId: string }
  | { readonly kind: 'message'; readonly message: Message };

export const emptyHistory = (seed: number, mode: Mode, beganAt = 0): History => ({
  seed,
  mode,
  beganAt,
  people: [],
  rooms: new Map(),
  sends: new Map(),
  lives: [],
  links: [],
  changes: [],
  marks: [],
  removals: [],
  short: [],
  visits: [],
  renames: [],
  hung: [],
  internal: [],
  leaks: [],
  oversteps: [],
  acts: [],
  deletions: [],
  ended: [],
  shutOut: [],
  belongings: [],
  invitations: [],
  closed: [],
  threads: new Map(),
  follows: [],
  struck: [],
  endedThreads: [],
  previews: [],
  faces: [],
  calls: [],
  listeners: [],
  pushFaults: [],
  displayed: [],
  backups: [],
  oldPages: [],
  oldMessages: [],
  givenUp: [],
  faults: [],
  deliveries: [],
  whole: [],
  final: {
    logs: new Map(),
    inboxes: [],
    timelines: [],
    sessions: [],
    ghosts: [],
    names: [],
    counts: [],
    visitors: [],
    revived: [],
    misplaced: [],
    closed: [],
    notWhole: [],
    fileReads: [],
    searches: [],
    records: null,
    told: null,
    restored: null,
  },
  wholeAt: 0,
  endedAt: 0,
});
