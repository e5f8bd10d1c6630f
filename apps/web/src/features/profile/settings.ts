import type { SettingsTab } from '../../shell/feature.ts';
import { lazyPart } from '../../shell/lazy-part.tsx';

/** What the reader says of herself. */
export const profileSettings: readonly SettingsTab[] = [
  {
    id: 'profile',
    group: 'me',
    title: 'profile.title',
    icon: 'smile',
    isFor: () => true,
    Content: lazyPart(async () => (await import('./ProfileSettings.tsx')).ProfileSettings),
  },
];
