import type { UserId } from '@rookery/protocol';
import { ClientError } from './client-error.ts';
import type { ConnectionState } from './connection.ts';
import type { SessionState } from './engine.ts';
import type { Observable } from './observable.ts';

/** Resolves when the client is this user; rejects with `offline` where it is closed first, or the session has ended by then. */
export function untilJoined(
  user: UserId,
  session: Observable<SessionState>,
  connection: Observable<ConnectionState>,
  isKept: () => boolean,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      for (const unsubscribe of unsubscribes) unsubscribe();
    };
    const check = (): void => {
      const now = session.get();
      if (now.state === 'joined' && now.user.id === user) {
        stop();
        resolve();
      } else if (connection.get().state === 'ended' || !isKept()) {
        stop();
        reject(new ClientError('offline', 'The client was closed, or signed out, before it was signed in.'));
      }
    };
    const unsubscribes = [session.subscribe(check), connection.subscribe(check)];
    check();
  });
}
