import { newWord } from '../domain/new-id.ts';
import { directoryIssuer } from '../ports/people-directory.ts';
import type { PeopleDirectory } from '../ports/people-directory.ts';
import { withRole } from './account-of-identity.ts';
import type { Ports } from './ports.ts';

type Syncing = Pick<Ports, 'identities' | 'once' | 'clock' | 'people' | 'sessions' | 'accounts' | 'profiles'>;

export type SyncTold = {
  /** So many were signed out. */
  readonly ended: (people: number) => void;
  readonly failed: (error: unknown) => void;
};

/** How many times in a round each node asks whether it is its turn: a node that dies in its turn delays the next round by one more. */
const asksInRound = 4;

/**
 * Signs out whoever is gone from the directory, or disabled there, and takes over who is an admin: each `everyMs`, on one node at a time. A directory that
 * does not answer signs nobody out. Resolves, when it is called to end it, after the round under way. [SSO-12]
 */
export function syncDirectory(
  ports: Syncing,
  directory: PeopleDirectory,
  everyMs: number,
  told: SyncTold,
): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let isRunning = false;
  const ask = (): void => {
    if (isRunning) return;
    isRunning = true;
    running = takeTurn(ports, directory, everyMs, told).finally(() => (isRunning = false));
  };
  ask();
  const timer = setInterval(ask, everyMs / asksInRound);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}

async function takeTurn(ports: Syncing, directory: PeopleDirectory, everyMs: number, told: SyncTold): Promise<void> {
  try {
    const now = ports.clock.now();
    const mine = newWord();
    if ((await ports.once.put('directory sync', { value: mine, until: now + everyMs }, now)) !== mine) return;
    const ended = await syncOnce(ports, directory);
    if (ended > 0) told.ended(ended);
  } catch (error) {
    told.failed(error);
  }
}

async function syncOnce(ports: Syncing, directory: PeopleDirectory): Promise<number> {
  let cursor: string | null = null;
  let ended = 0;
  do {
    const { bound, next } = await ports.identities.list(directoryIssuer, cursor);
    const present = bound.length === 0 ? new Map() : await directory.present(bound.map(({ subject }) => subject));
    // Somebody reads the wrong branch, or may read none: nobody loses a whole staff at once.
    if (present.size === 0 && bound.length > 1)
      throw new Error('The directory shows none of those who have come by it.');
    for (const { subject, user } of bound) {
      const found = present.get(subject);
      const [known] = await ports.people.users([user]);
      if (!known || known.guest) continue;
      await withRole(ports, known, found ? found.isAdmin : false, 'ldap:groups');
      if (found || (await ports.sessions.list(user, ports.clock.now())).length === 0) continue;
      await ports.sessions.revokeAll(user, null);
      ended += 1;
    }
    cursor = next;
  } while (cursor !== null);
  return ended;
}
