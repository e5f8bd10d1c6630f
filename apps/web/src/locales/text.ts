import { setupI18n, type Messages } from '@lingui/core';
import { useLingui } from '@lingui/react';
import { useMemo } from 'react';
import { preferences } from '../store/preferences.ts';
import { regionalLocale } from '../lib/dates.ts';
import { directionOf, localeFor, type Locale } from './languages.ts';

export const i18n = setupI18n();

const catalogs = import.meta.glob<{ messages: Messages }>('./*.po');

export const wantedLocale = (): Locale => preferences.getState().locale ?? localeFor(navigator.languages);

/** Loads a language and switches to it, live. The last one asked for wins. */
export const activateLocale = async (locale: Locale): Promise<void> => {
  const loaded = await catalogs[`./${locale}.po`]?.();
  if (!loaded || wantedLocale() !== locale) return;
  i18n.loadAndActivate({ locale, messages: loaded.messages });
  document.documentElement.lang = locale;
  document.documentElement.dir = directionOf(locale);
};

/** Letters that are written from right to left. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** A name in a sentence turns itself around if it must, never the words beside it. */
const isolated = (values: Record<string, unknown> | undefined): Record<string, unknown> | undefined => {
  if (!values) return values;
  const one = (value: unknown): unknown => {
    if (typeof value !== 'string') return value;
    const bare = value.replace(/\p{Bidi_Control}/gu, '');
    return rightToLeft.test(bare) ? `\u2068${bare}\u2069` : bare;
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, one(value)]));
};

export type Text = (id: string, values?: Record<string, unknown>) => string;

/** Words by id, in the reader's language; re-renders when it changes. */
export const useText = (): Text => {
  const { i18n: current } = useLingui();
  // A new function for a new language, so that memoised parts notice.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  return useMemo(() => (id, values) => current._(id, isolated(values)), [current, current.locale]);
};

/** The same words, for code outside components. */
export const text: Text = (id, values) => i18n._(id, isolated(values));

/** The locale to format dates, numbers and lists with. */
export const useFormatLocale = (): string => {
  const { i18n: current } = useLingui();
  return useMemo(() => regionalLocale(current.locale, navigator.languages), [current.locale]);
};
