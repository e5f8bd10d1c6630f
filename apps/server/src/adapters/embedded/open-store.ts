import type { Clock } from '../../domain/clock.ts';
import type { Store } from '../../ports/store.ts';
import { EmbeddedAnnouncements } from './announcements.ts';
import { embeddedConversationLog } from './conversation-log.ts';
import { databaseFile, takeDataDirectory } from './data-directory.ts';
import { embeddedMembership } from './membership.ts';
import { embeddedPeople } from './people.ts';
import { EmbeddedPresenceBoard } from './presence-board.ts';
import { embeddedRooms } from './rooms.ts';
import { embeddedSessionStore } from './session-store.ts';
import { SqliteThread } from './sqlite-thread.ts';
import { Upkeep } from './upkeep.ts';
import { embeddedUserLog } from './user-log.ts';

type Settings = {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: { error(details: object): void };
};

/** Every port on one SQLite database, in one thread of its own. Throws `StartupError` with what to do. */
export async function openEmbeddedStore({ dataDir, clock, log }: Settings): Promise<Store> {
  const lock = takeDataDirectory(dataDir);
  const announcements = new EmbeddedAnnouncements((error) => log.error({ event: 'announcement.failed', err: error }));
  let thread: SqliteThread;
  try {
    thread = await SqliteThread.open(
      databaseFile(dataDir),
      clock,
      (announced) => announcements.announce(announced),
      (error) => log.error({ event: 'store.failed', err: error }),
    );
  } catch (error) {
    lock.release();
    throw error;
  }
  const presence = new EmbeddedPresenceBoard(thread, clock);
  const upkeep = new Upkeep(thread, clock);

  let closed: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    upkeep.close();
    await presence.close();
    await thread.close();
    lock.release();
  };

  return {
    log: embeddedConversationLog(thread),
    people: embeddedPeople(thread, announcements),
    rooms: embeddedRooms(thread),
    membership: embeddedMembership(thread),
    users: embeddedUserLog(thread),
    sessions: embeddedSessionStore(thread),
    announcements,
    presence,
    health: () => {
      const { isFailing, why } = thread.report;
      return Promise.resolve({
        ok: !isFailing,
        degraded: false,
        details: isFailing ? [`The database cannot be written: ${why}.`] : [],
      });
    },
    close: () => (closed ??= close()),
  };
}
