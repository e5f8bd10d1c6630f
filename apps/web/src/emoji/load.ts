import { useObservable } from '../lib/use-observable.ts';
import type * as EmojiTable from './table.ts';
import { cell } from '../lib/cell.ts';

type Table = typeof EmojiTable;

const table = cell<Table | undefined>(undefined);
let loading: Promise<Table> | undefined;

/** The emoji table, loaded once, apart from the first screen's code. */
const loadEmojis = (): Promise<Table> => {
  loading ??= import('./table.ts').then(
    (loaded) => {
      table.set(loaded);
      return loaded;
    },
    (cause: unknown) => {
      loading = undefined;
      throw cause;
    },
  );
  return loading;
};

/** Loads it if it can be had now. */
export const wantEmojis = (): void => {
  loadEmojis().catch(() => undefined);
};

export const useEmojis = (): Table | undefined => useObservable(table);

/** The sign of a code, for plain text, where the table is loaded. */
export const emojiSign = (code: string): string | undefined => table.get()?.emojiByCode(code);
