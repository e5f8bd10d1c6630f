import type { User } from '@rookery/protocol';

export type KeptSession = { readonly token: string; readonly user: User };

/** Kept in place of a token that is in the browser's cookie, where no script can read it. */
export const cookieToken = 'cookie';

/** Kept of a session that was signed out of while the server was out of reach: the cookie still has it, and it is to end. */
export const leftToken = 'left';

/** Where a device keeps who it is, over reloads and restarts. */
export interface SessionStorage {
  load(): KeptSession | null;
  save(session: KeptSession | null): void;
  /** Calls when another page of this browser saved something. The returned function ends it. */
  watch?(changed: () => void): () => void;
}

export function memorySession(session: KeptSession | null = null): SessionStorage {
  let kept = session;
  return {
    load: () => kept,
    save: (next) => {
      kept = next;
    },
  };
}

/** In a browser: `webSession(localStorage)`. A storage that is full or forbidden forgets, and nothing else. */
export function webSession(
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
  key = 'rookery.session',
): SessionStorage {
  return {
    load: () => {
      try {
        const kept = JSON.parse(storage.getItem(key) ?? 'null') as Partial<KeptSession> | null;
        return typeof kept?.token === 'string' && typeof kept.user?.id === 'string' ? (kept as KeptSession) : null;
      } catch {
        return null;
      }
    },
    save: (session) => {
      try {
        if (session) storage.setItem(key, JSON.stringify(session));
        else storage.removeItem(key);
      } catch {
        // Private windows may forbid it: the session then lasts as long as the page.
      }
    },
    watch: (changed) => {
      if (typeof addEventListener !== 'function') return () => undefined;
      const told = (event: StorageEvent): void => {
        if (event.key === key) changed();
      };
      addEventListener('storage', told);
      return () => removeEventListener('storage', told);
    },
  };
}
