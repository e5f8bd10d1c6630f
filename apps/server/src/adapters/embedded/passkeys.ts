import type { Passkeys } from '../../ports/passkeys.ts';
import type { SqliteThreads } from './sqlite-threads.ts';

export const embeddedPasskeys = (threads: SqliteThreads): Passkeys => ({
  add: (user, passkey) => threads.call('addPasskey', user, passkey),
  of: (user) => threads.call('passkeysOf', user),
  used: (user, id, at) => threads.call('passkeyUsed', user, id, at),
  remove: (user, id) => threads.call('removePasskey', user, id),
  putChallenge: (hash, purpose, now, endsAt) => threads.call('putChallenge', hash, purpose, now, endsAt),
  takeChallenge: (hash, now) => threads.call('takeChallenge', hash, now),
});
