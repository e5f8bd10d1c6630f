import type { Client } from '@rookery/client';
import { isLocale } from '../locales/languages.ts';
import { preferences } from '../store/preferences.ts';

/** The language that the reader has chosen on another device is this one's too. */
export const followLanguage = ({ settings }: Client): void => {
  let last: string | null = null;
  settings.subscribe(() => {
    const language = settings.get()?.language ?? null;
    if (language === last) return;
    last = language;
    if (isLocale(language)) preferences.setState({ locale: language });
  });
};
