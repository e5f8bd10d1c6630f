import type { Ports } from '../app/ports.ts';
import { syncDirectory } from '../app/sync-directory.ts';
import type { Config } from '../config/env.ts';
import { StartupError } from '../domain/startup-error.ts';
import type { Log } from '../ops/log.ts';
import type { PeopleDirectory } from '../ports/people-directory.ts';

/** Null where none is connected. It is not asked before somebody signs in: one that is down stops no start. Throws `StartupError` for settings that cannot be right. */
export async function openDirectory({ ldap }: Pick<Config, 'ldap'>, log: Log): Promise<PeopleDirectory | null> {
  if (!ldap) return null;
  const { LdapDirectory } = await import('../adapters/ldap/ldap-directory.ts');
  try {
    return new LdapDirectory({ ...ldap, failed: (why) => log.warn({ event: 'directory.failed', why }) });
  } catch (error) {
    throw new StartupError(`The directory cannot be connected: ${(error as Error).message}.`);
  }
}

/** Starts to look who is still in the directory. Resolves, when it is called to end it, after the round under way. */
export function runDirectorySync(ports: Ports, { ldap }: Pick<Config, 'ldap'>, log: Log): () => Promise<void> {
  const { directory } = ports;
  if (!ldap || !directory) return () => Promise.resolve();
  return syncDirectory(ports, directory, ldap.syncMs, {
    ended: (people) => log.info({ event: 'directory.signedOut', people }),
    failed: (error) => log.warn({ event: 'directory.syncFailed', why: (error as Error).message }),
  });
}
