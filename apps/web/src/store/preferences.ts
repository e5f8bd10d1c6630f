import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import { ownName } from '../lib/base-path.ts';
import { isLocale, type Locale } from '../locales/languages.ts';

type Theme = 'system' | 'light' | 'dark';
type Density = 'cosy' | 'compact';
type SendBy = 'enter' | 'mod-enter';

export type Preferences = {
  /** Undefined: as the browser says. */
  readonly locale: Locale | undefined;
  readonly theme: Theme;
  readonly density: Density;
  /** What sends a message; the other one, and Shift+Enter, begin a line. */
  readonly sendBy: SendBy;
  /** Lines of code are broken where the window ends. */
  readonly wrapsCode: boolean;
  /** The sidebar shows only what has something unread. */
  readonly onlyUnread: boolean;
  /** The sidebar leaves out what is muted. */
  readonly hidesMuted: boolean;
  /** Sections of the sidebar that are folded: what is unread in them is shown all the same. */
  readonly folded: readonly string[];
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
  const { locale, theme, density, sendBy, wrapsCode, onlyUnread, hidesMuted, folded } = stored;
  return {
    locale: isLocale(locale) ? locale : undefined,
    theme: isOneOf(theme, 'light', 'dark') ? theme : 'system',
    density: isOneOf(density, 'compact') ? density : 'cosy',
    sendBy: isOneOf(sendBy, 'mod-enter') ? sendBy : 'enter',
    wrapsCode: wrapsCode === true,
    onlyUnread: onlyUnread === true,
    hidesMuted: hidesMuted === true,
    folded: Array.isArray(folded) ? folded.filter((one) => typeof one === 'string') : [],
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

export const usePreferences = (): Preferences => useStore(preferences);
