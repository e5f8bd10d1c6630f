import type { SettingsTab } from '../../shell/feature.ts';
import { lazyPart } from '../../shell/lazy-part.tsx';

/** The reader’s account, made here by a guest and looked after by who has one. */
export const accountSettings: readonly SettingsTab[] = [
  {
    id: 'account',
    group: 'me',
    title: 'account.title',
    icon: 'lock',
    isFor: () => true,
    Content: lazyPart(async () => (await import('./AccountSettings.tsx')).AccountSettings),
  },
];
