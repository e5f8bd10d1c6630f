import { paths } from '../../lib/paths.ts';
import type { Feature } from '../../shell/feature.ts';
import { lazyPart } from '../../shell/lazy-part.tsx';

/** What the reader says of herself. */
export const profile: Feature = {
  settings: [
    {
      id: 'profile',
      group: 'me',
      title: 'profile.title',
      icon: 'smile',
      isFor: () => true,
      Content: lazyPart(async () => (await import('./ProfileSettings.tsx')).ProfileSettings),
    },
  ],
  ownCommands: [
    { label: 'profile.edit', icon: 'pencil', run: ({ navigate }) => navigate(`${paths.settingsTab('profile')}#name`) },
    { label: 'status.set', icon: 'smile', run: ({ navigate }) => navigate(`${paths.settingsTab('profile')}#status`) },
  ],
};
