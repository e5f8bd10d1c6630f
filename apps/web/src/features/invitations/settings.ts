import type { SettingsTab } from '../../shell/feature.ts';
import { lazyPart } from '../../shell/lazy-part.tsx';

/** Who may come in, and links to the server. */
export const entranceSettings: readonly SettingsTab[] = [
  {
    id: 'entrance',
    group: 'server',
    title: 'entrance.title',
    icon: 'user-plus',
    isFor: ({ role }) => role !== undefined,
    Content: lazyPart(async () => (await import('./EntranceSettings.tsx')).EntranceSettings),
  },
];
