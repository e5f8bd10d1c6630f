import type { ConversationId, UserId } from '@rookery/protocol';
import { committed, indexedDb, result } from '../indexed-db.ts';
import type { CopyStorage, LogCopy, Overview } from './copy-storage.ts';

/** To be raised with whatever screens take for granted of entries and messages: what an earlier version has kept is then read again. */
const format = 1;
/** Logs kept, and characters of all of them together. */
const mostLogs = 60;
const mostChars = 24_000_000;
/** An overview beyond it is not kept: a part of it would pass for the whole. */
const longestOverview = 8_000_000;

type Kept = { readonly user: UserId; readonly format: number; readonly text: string };
type LogRow = Kept & { readonly conversation: ConversationId };
type Size = { readonly conversation: ConversationId; readonly chars: number; readonly at: number };

/** The copy in IndexedDB, for all tabs of a browser: each record is whole by itself, so it does not matter which of them wrote it. */
export function indexedDbCopy(name = 'rookery-copy'): CopyStorage {
  const database = indexedDb(name, 1, (created) => {
    created.createObjectStore('overview');
    created.createObjectStore('logs', { keyPath: 'conversation' });
    // What each of them takes, so that the bounds are kept without reading them.
    created.createObjectStore('sizes', { keyPath: 'conversation' });
  });
  const stores = async (mode: IDBTransactionMode) => {
    const transaction = (await database()).transaction(['overview', 'logs', 'sizes'], mode);
    return {
      overview: transaction.objectStore('overview'),
      logs: transaction.objectStore('logs'),
      sizes: transaction.objectStore('sizes'),
      done: () => committed(transaction),
    };
  };
  const erase = async (): Promise<void> => {
    const { overview, logs, sizes, done } = await stores('readwrite');
    for (const store of [overview, logs, sizes]) store.clear();
    await done();
  };

  return {
    load: async (user) => {
      const { overview } = await stores('readonly');
      const kept = await result<Kept | undefined>(overview.get('overview'));
      const isHers = kept?.user === user && kept.format === format;
      if (kept && !isHers) await erase();
      return kept && isHers ? (JSON.parse(kept.text) as Overview) : null;
    },
    log: async (user, conversation) => {
      const { logs } = await stores('readonly');
      const row = await result<LogRow | undefined>(logs.get(conversation));
      return row?.user === user && row.format === format ? (JSON.parse(row.text) as LogCopy) : null;
    },
    save: async (user, overview, copies) => {
      const text = JSON.stringify(overview);
      const rows = copies.map((copy): LogRow => ({
        ...{ conversation: copy.conversation, user, format },
        text: JSON.stringify(copy),
      }));
      const { overview: whole, logs, sizes, done } = await stores('readwrite');
      const before = await result<Kept | undefined>(whole.get('overview'));
      // Somebody else signed in meanwhile, in another tab.
      if (before && before.user !== user) for (const store of [logs, sizes]) store.clear();
      if (text.length > longestOverview) whole.delete('overview');
      else whole.put({ user, format, text } satisfies Kept, 'overview');
      for (const row of rows) {
        logs.put(row);
        sizes.put({ conversation: row.conversation, chars: row.text.length, at: Date.now() } satisfies Size);
      }
      if (rows.length > 0)
        for (const { conversation } of beyondBounds(await result<Size[]>(sizes.getAll()))) {
          logs.delete(conversation);
          sizes.delete(conversation);
        }
      await done();
    },
    forget: async (conversations) => {
      const { logs, sizes, done } = await stores('readwrite');
      for (const conversation of conversations) {
        logs.delete(conversation);
        sizes.delete(conversation);
      }
      await done();
    },
    erase,
  };
}

/** Those to let go: written longest ago first. A clock that was set wrong makes a bad choice of them, and nothing worse. */
function beyondBounds(sizes: Size[]): readonly Size[] {
  let [left, chars] = [mostLogs, mostChars];
  return sizes
    .sort((a, b) => b.at - a.at)
    .filter((size) => {
      left -= 1;
      chars -= size.chars;
      return left < 0 || chars < 0;
    });
}
