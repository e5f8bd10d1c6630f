import { paths } from '../../lib/paths.ts';
import type { Feature } from '../../shell/feature.ts';
import { lazyPart } from '../../shell/lazy-part.tsx';

/** The page of all settings, whose tabs other features bring. */
export const settings: Feature = {
  pages: [
    {
      segment: 'settings',
      title: 'settings.title',
      hasParts: true,
      Content: lazyPart(async () => (await import('./SettingsPage.tsx')).SettingsPage),
    },
  ],
  ownCommands: [{ label: 'settings.all', icon: 'sliders', run: ({ navigate }) => navigate(paths.settings) }],
};
