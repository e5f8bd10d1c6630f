import type { Clock } from '../../domain/clock.ts';
import { DueHints } from '../../domain/due-hints.ts';
import { MovedError } from '../../domain/moved-error.ts';
import type { Store } from '../../ports/store.ts';
import { embeddedAccounts } from './accounts.ts';
import { embeddedAuditLog } from './audit-log.ts';
import { embeddedAddresses } from './addresses.ts';
import { EmbeddedAnnouncements } from './announcements.ts';
import { embeddedConversationLog } from './conversation-log.ts';
import { databaseFile, takeDataDirectory } from './data-directory.ts';
import { embeddedDataLevel } from './data-level.ts';
import { embeddedDeparture } from './departure.ts';
import { embeddedFiles } from './files.ts';
import { embeddedIdentities } from './identities.ts';
import { embeddedInvitations } from './invitations.ts';
import { embeddedInventory } from './inventory.ts';
import { keepBeforeMigration } from './keep-before-migration.ts';
import { embeddedJournal } from './journal.ts';
import { embeddedKept } from './kept.ts';
import { embeddedPushes } from './pushes.ts';
import { embeddedLeftovers } from './leftovers.ts';
import { embeddedMailQueue } from './mail-queue.ts';
import { embeddedMembership } from './membership.ts';
import { embeddedModeration } from './moderation.ts';
import { embeddedPasskeys } from './passkeys.ts';
import { embeddedOnce } from './once.ts';
import { embeddedPeople } from './people.ts';
import { EmbeddedPresenceBoard } from './presence-board.ts';
import { embeddedPrivacy } from './privacy.ts';
import { embeddedReports } from './reports.ts';
import { embeddedRetention } from './retention.ts';
import { embeddedRooms } from './rooms.ts';
import { embeddedSecondFactor } from './second-factor.ts';
import { embeddedSessionStore } from './session-store.ts';
import { EmbeddedSharedLimits } from './shared-limits.ts';
import { embeddedSettingsStore } from './settings-store.ts';
import { SqliteThreads } from './sqlite-threads.ts';
import { embeddedTasks } from './tasks.ts';
import { Upkeep } from './upkeep.ts';
import { embeddedUserLog } from './user-log.ts';

type Settings = {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: { error(details: object): void; info?(details: object): void };
};

/** Every port on one SQLite database, in threads of its own. Throws `StartupError` with what to do. */
export async function openEmbeddedStore({ dataDir, clock, log }: Settings): Promise<Store> {
  const lock = takeDataDirectory(dataDir);
  const announcements = new EmbeddedAnnouncements((error) => log.error({ event: 'announcement.failed', err: error }));
  const hints = new DueHints();
  let threads: SqliteThreads;
  try {
    const kept = await keepBeforeMigration(dataDir, clock.now());
    if (kept) log.info?.({ event: 'store.kept-before-migration', ...kept });
    threads = await SqliteThreads.open({
      file: databaseFile(dataDir),
      clock,
      announce: (announced, due) => {
        announcements.announce(announced);
        for (const task of due) hints.tell(task);
      },
      onFault: (error) => log.error({ event: 'store.failed', err: error }),
    });
  } catch (error) {
    lock.release();
    throw error;
  }
  const departure = embeddedDeparture(threads, await threads.call('moving'));
  const { now } = departure;
  if (now.state === 'moved') {
    await threads.close();
    lock.release();
    throw new MovedError(dataDir, now);
  }
  const presence = new EmbeddedPresenceBoard(threads, clock);
  const limits = new EmbeddedSharedLimits();
  const upkeep = new Upkeep(threads, clock);

  let closed: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    hints.close();
    limits.close();
    upkeep.close();
    await presence.close();
    await threads.close();
    lock.release();
  };

  return {
    log: embeddedConversationLog(threads, hints),
    files: embeddedFiles(threads),
    people: embeddedPeople(threads, announcements),
    rooms: embeddedRooms(threads, clock),
    membership: embeddedMembership(threads),
    moderation: embeddedModeration(threads),
    users: embeddedUserLog(threads),
    kept: embeddedKept(threads, hints),
    pushes: embeddedPushes(threads),
    privacy: embeddedPrivacy(threads),
    reports: embeddedReports(threads, announcements),
    sessions: embeddedSessionStore(threads),
    accounts: embeddedAccounts(threads),
    audit: embeddedAuditLog(threads),
    secondFactor: embeddedSecondFactor(threads),
    passkeys: embeddedPasskeys(threads),
    identities: embeddedIdentities(threads),
    once: embeddedOnce(threads),
    settings: embeddedSettingsStore(threads),
    invitations: embeddedInvitations(threads),
    addresses: embeddedAddresses(threads),
    mails: embeddedMailQueue(threads),
    announcements,
    presence,
    limits,
    tasks: embeddedTasks(threads, hints),
    leftovers: embeddedLeftovers(threads),
    inventory: embeddedInventory(threads, databaseFile(dataDir)),
    retention: embeddedRetention(threads),
    level: embeddedDataLevel,
    history: null,
    journal: embeddedJournal(threads),
    nodeCalls: null,
    // What can be read is on the disk.
    firmly: (act) => act(),
    noting: async (act) => ({ answer: await act(), degraded: false }),
    departure,
    health: () => {
      const { isFailing, why } = threads.report;
      const isClosed = departure.now.state === 'closed';
      return Promise.resolve({
        ok: !isFailing && !isClosed,
        degraded: false,
        details: [
          ...(isFailing ? [`The database cannot be written: ${why}.`] : []),
          ...(isClosed ? ['The store is being moved: nothing is written.'] : []),
        ],
      });
    },
    close: () => (closed ??= close()),
  };
}
