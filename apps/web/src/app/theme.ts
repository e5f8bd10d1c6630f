import { preferences, type Preferences } from '../store/preferences.ts';

const sidebarColor = { light: '#F1EFE9', dark: '#0F1110' } as const;

const apply = ({ theme, density }: Preferences): void => {
  const root = document.documentElement;
  root.style.colorScheme = theme === 'system' ? '' : theme;
  if (density === 'compact') root.dataset['density'] = 'compact';
  else delete root.dataset['density'];
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    const own = meta.media.includes('dark') ? 'dark' : 'light';
    meta.content = sidebarColor[theme === 'system' ? own : theme];
  }
};

/** Keeps the page in the chosen theme and density. The first paint was right already: index.html saw to it. */
export const followPreferences = (): void => {
  apply(preferences.getState());
  preferences.subscribe(apply);
};
