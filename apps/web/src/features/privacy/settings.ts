import type { SettingsTab } from '../../shell/feature.ts';
import { lazyPart } from '../../shell/lazy-part.tsx';

/** Who may write to the reader, and in which language the app speaks: the same on all her devices. */
export const privacySettings: readonly SettingsTab[] = [
  {
    id: 'privacy',
    group: 'me',
    title: 'privacy.title',
    icon: 'users',
    isFor: () => true,
    Content: lazyPart(async () => (await import('./PrivacySettings.tsx')).PrivacySettings),
  },
  {
    id: 'language',
    group: 'me',
    title: 'settings.language',
    icon: 'globe',
    isFor: () => true,
    Content: lazyPart(async () => (await import('./LanguageSettings.tsx')).LanguageSettings),
  },
];
