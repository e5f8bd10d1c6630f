import { paths } from '../../lib/paths.ts';
import type { Feature } from '../../shell/feature.ts';

/** The reader's account, made here by a guest and looked after by who has one. */
export const accounts: Feature = {
  ownCommands: [
    { label: 'account.title', icon: 'lock', run: ({ navigate }) => navigate(paths.settingsTab('account')) },
  ],
};
