import { paths } from '../lib/paths.ts';
import type { Feature } from '../shell/feature.ts';
import { lazyPart } from '../shell/lazy-part.tsx';

/** The page of all settings. Its tabs come with it: most of who is here never opens one. */
export const settings: Feature = {
  pages: [
    {
      segment: 'settings',
      title: 'settings.title',
      hasParts: true,
      Content: lazyPart(async () => (await import('./SettingsPlace.tsx')).SettingsPlace),
    },
  ],
  Waiting: lazyPart(async () => (await import('./WaitingSettings.tsx')).WaitingSettings),
  ownCommands: [{ label: 'settings.all', icon: 'sliders', run: ({ navigate }) => navigate(paths.settings) }],
};
