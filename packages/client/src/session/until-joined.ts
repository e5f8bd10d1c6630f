import { ClientError } from '../client-error.ts';
import type { Observable } from '../observable.ts';

type Watched = {
  /** What tells when to look again. */
  readonly changes: readonly Observable<unknown>[];
  readonly isJoined: () => boolean;
  /** The client was closed, or signed out: it will not be joined any more. */
  readonly isOver: () => boolean;
};

/** Resolves when the client has joined; rejects with `offline` where it will not. */
export function untilJoined({ changes, isJoined, isOver }: Watched): Promise<void> {
  return new Promise((resolve, reject) => {
    const check = (): void => {
      const hasJoined = isJoined();
      if (!hasJoined && !isOver()) return;
      for (const unsubscribe of unsubscribes) unsubscribe();
      if (hasJoined) resolve();
      else reject(new ClientError('offline', 'The client was closed, or signed out, before it was signed in.'));
    };
    const unsubscribes = changes.map((change) => change.subscribe(check));
    check();
  });
}
