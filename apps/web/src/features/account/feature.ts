import { paths } from '../../lib/paths.ts';
import type { Feature } from '../../shell/feature.ts';
import { lazyPart } from '../../shell/lazy-part.tsx';

/** The reader's account, made here by a guest and looked after by who has one. */
export const accounts: Feature = {
  settings: [
    {
      id: 'account',
      group: 'me',
      title: 'account.title',
      icon: 'lock',
      isFor: () => true,
      Content: lazyPart(async () => (await import('./AccountSettings.tsx')).AccountSettings),
    },
  ],
  ownCommands: [
    { label: 'account.title', icon: 'lock', run: ({ navigate }) => navigate(paths.settingsTab('account')) },
  ],
};
