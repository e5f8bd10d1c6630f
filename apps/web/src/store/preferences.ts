import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import { ownName } from '../lib/base-path.ts';
import { isLocale, type Locale } from '../locales/languages.ts';

type Theme = 'system' | 'light' | 'dark';
type Density = 'cosy' | 'compact';

export type Preferences = {
  /** Undefined: as the browser says. */
  readonly locale: Locale | undefined;
  readonly theme: Theme;
  readonly density: Density;
};

/** index.html reads the same name before the first paint. */
const key = ownName('rookery.preferences');

const isOneOf = <Value extends string>(value: unknown, ...values: readonly Value[]): value is Value =>
  values.includes(value as Value);

const read = (): Preferences => {
  let stored: Record<string, unknown> = {};
  try {
    const parsed: unknown = JSON.parse(localStorage.getItem(key) ?? '{}');
    if (typeof parsed === 'object' && parsed !== null) stored = parsed as Record<string, unknown>;
  } catch {
    // Storage refused or garbled: the defaults are fine.
  }
  const { locale, theme, density } = stored;
  return {
    locale: isLocale(locale) ? locale : undefined,
    theme: isOneOf(theme, 'light', 'dark') ? theme : 'system',
    density: isOneOf(density, 'compact') ? density : 'cosy',
  };
};

export const preferences = createStore<Preferences>(read);

preferences.subscribe((state) => {
  try {
    localStorage.setItem(key, JSON.stringify(state));
  } catch {
    // Private mode: they last until the tab closes.
  }
});

// Another tab changed them.
if (typeof addEventListener === 'function') {
  addEventListener('storage', (event) => {
    if (event.key === key) preferences.setState(read());
  });
}

export const usePreference = <Name extends keyof Preferences>(name: Name): Preferences[Name] =>
  useStore(preferences, (state) => state[name]);
