import { paths } from '../../lib/paths.ts';
import type { Feature } from '../../shell/feature.ts';

/** Where the reader says who she is, in her menu. */
export const profile: Feature = {
  ownCommands: [
    { label: 'profile.edit', icon: 'pencil', run: ({ navigate }) => navigate(`${paths.settingsTab('profile')}#name`) },
    { label: 'status.set', icon: 'smile', run: ({ navigate }) => navigate(`${paths.settingsTab('profile')}#status`) },
  ],
};
