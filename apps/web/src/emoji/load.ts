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

/** `:tada:` → 🎉, outside code, where the table is loaded; what it does not know stays. */
export const withEmojiSigns = (content: string): string => {
  const known = table.get();
  if (!known || !content.includes(':')) return content;
  return content
    .split(/(```[\s\S]*?(?:```|$)|`[^`\n]*`|https?:\/\/\S+)/u)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part.replace(/:([a-z0-9_+-]{1,40}):/giu, (raw, code: string) => known.emojiByCode(code) ?? raw),
    )
    .join('');
};
