import { ownName } from '../lib/base-path.ts';

/** Of all tabs of this browser one tells: whether this is the one. Answers at once where the browser has locks. */
export type Lead = { readonly isMine: () => Promise<boolean>; readonly close: () => void };

/** The tab that has the lock, until it closes: the browser gives it to the next. */
const lockedLead = (locks: LockManager): Lead => {
  const ending = new AbortController();
  let isHeld = false;
  locks
    .request(ownName('rookery.notices'), { signal: ending.signal }, () => {
      isHeld = true;
      return new Promise<void>((release) => ending.signal.addEventListener('abort', () => release()));
    })
    .catch(() => undefined);
  return {
    isMine: () => Promise.resolve(isHeld),
    close: () => {
      isHeld = false;
      ending.abort();
    },
  };
};

/** Longer than two tabs are apart in hearing the same. */
const leaseMs = 10_000;
/** For another tab's claim of the same moment to be seen. */
const settleMs = 60;

/** Locks need a secure context. Without one a tab claims a lease when it has something to tell; of claims at the same moment the last holds. */
const leasedLead = (storage: Storage): Lead => {
  const key = ownName('rookery.notices.lead');
  const me = Math.random().toString(36).slice(2);
  const held = (): { tab?: string; until?: number } => {
    try {
      return (JSON.parse(storage.getItem(key) ?? '{}') ?? {}) as { tab?: string; until?: number };
    } catch {
      return {};
    }
  };
  return {
    isMine: async () => {
      const { tab, until = 0 } = held();
      // One far ahead was written before the clock was set back.
      const isFree = until < Date.now() || until > Date.now() + leaseMs;
      if (tab !== me && !isFree) return false;
      storage.setItem(key, JSON.stringify({ tab: me, until: Date.now() + leaseMs }));
      await new Promise((done) => setTimeout(done, settleMs));
      return held().tab === me;
    },
    close: () => {
      if (held().tab === me) storage.removeItem(key);
    },
  };
};

export const openLead = (locks: LockManager | null | undefined = navigator.locks): Lead => {
  if (locks) return lockedLead(locks);
  try {
    return leasedLead(localStorage);
  } catch {
    // Nothing that tabs share: each tells for itself.
    return { isMine: () => Promise.resolve(true), close: () => undefined };
  }
};
