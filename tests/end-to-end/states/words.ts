import { readFileSync } from 'node:fs';

export type Language = 'zh-CN' | 'en';

const catalogs = new Map<Language, ReadonlyMap<string, string>>();

const catalogOf = (language: Language): ReadonlyMap<string, string> => {
  let catalog = catalogs.get(language);
  if (!catalog) {
    const text = readFileSync(new URL(`../../../apps/web/src/locales/${language}.po`, import.meta.url), 'utf8');
    catalog = new Map(
      [...text.matchAll(/^msgid "(.+)"\nmsgstr (".*")$/gm)].map(([, id = '', words = '""']) => [
        id,
        JSON.parse(words) as string,
      ]),
    );
    catalogs.set(language, catalog);
  }
  return catalog;
};

/** What the app says under this id, as far as it says the same to everybody: up to the first value, or from the last one on. */
export const words = (language: Language, id: string): string => {
  const pattern = catalogOf(language).get(id);
  if (pattern === undefined) throw new Error(`no words of ${id} in ${language}`);
  const [before = ''] = pattern.split('{');
  return (before.trim() || (pattern.split('}').at(-1) ?? '')).trim();
};
