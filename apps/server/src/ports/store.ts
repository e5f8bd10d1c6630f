import type { Accounts } from './accounts.ts';
import type { Addresses } from './addresses.ts';
import type { Announcements } from './announcements.ts';
import type { AuditLog } from './audit-log.ts';
import type { ConversationLog } from './conversation-log.ts';
import type { DataLevel } from './data-level.ts';
import type { Departure } from './departure.ts';
import type { Files } from './files.ts';
import type { History } from './history.ts';
import type { Identities } from './identities.ts';
import type { Inventory } from './inventory.ts';
import type { Invitations } from './invitations.ts';
import type { Journal } from './journal.ts';
import type { Kept } from './kept.ts';
import type { Leftovers } from './leftovers.ts';
import type { MailQueue } from './mail-queue.ts';
import type { Membership } from './membership.ts';
import type { Moderation } from './moderation.ts';
import type { Passkeys } from './passkeys.ts';
import type { NodeCalls } from './node-calls.ts';
import type { Once } from './once.ts';
import type { People } from './people.ts';
import type { PresenceBoard } from './presence-board.ts';
import type { Privacy } from './privacy.ts';
import type { Pushes } from './pushes.ts';
import type { Reports } from './reports.ts';
import type { Retention } from './retention.ts';
import type { Rooms } from './rooms.ts';
import type { SecondFactor } from './second-factor.ts';
import type { SessionStore } from './session-store.ts';
import type { SharedLimits } from './shared-limits.ts';
import type { SettingsStore } from './settings-store.ts';
import type { Tasks } from './tasks.ts';
import type { UserLog } from './user-log.ts';

/** The ports together, as one adapter opens and closes them. */
export type Store = {
  readonly log: ConversationLog;
  readonly files: Files;
  readonly people: People;
  readonly rooms: Rooms;
  readonly membership: Membership;
  readonly moderation: Moderation;
  readonly users: UserLog;
  readonly kept: Kept;
  readonly privacy: Privacy;
  readonly pushes: Pushes;
  readonly reports: Reports;
  readonly sessions: SessionStore;
  readonly accounts: Accounts;
  readonly audit: AuditLog;
  readonly secondFactor: SecondFactor;
  readonly passkeys: Passkeys;
  readonly identities: Identities;
  readonly once: Once;
  readonly settings: SettingsStore;
  readonly invitations: Invitations;
  readonly addresses: Addresses;
  readonly mails: MailQueue;
  readonly announcements: Announcements;
  readonly presence: PresenceBoard;
  readonly limits: SharedLimits;
  readonly tasks: Tasks;
  readonly leftovers: Leftovers;
  readonly retention: Retention;
  readonly inventory: Inventory;
  readonly level: DataLevel;
  /** Null where all messages stay in the store. */
  readonly history: History | null;
  readonly journal: Journal;
  /** Null where no other node can be. */
  readonly nodeCalls: NodeCalls | null;
  /** Null where it cannot be moved away while it serves. */
  readonly departure: Departure | null;
  /**
   * An act that is acknowledged when this resolves: it stays done whatever dies then, also where it has found that an earlier attempt, which nobody
   * heard of, had done it. `unavailable` where that is not known.
   */
  firmly<Answer>(act: () => Promise<Answer>): Promise<Answer>;
  /** An act whose answer says whether something that it has written is `degraded`: on one machine only for now, as its shard has no second copy. */
  noting<Answer>(act: () => Promise<Answer>): Promise<{ readonly answer: Answer; readonly degraded: boolean }>;
  /** What an operator should know: `degraded` where some writes have no second copy, `ok: false` where some cannot be taken. */
  health(): Promise<{ readonly ok: boolean; readonly degraded: boolean; readonly details: readonly string[] }>;
  /** Finishes what is under way, then lets go. Idempotent. */
  close(): Promise<void>;
};
