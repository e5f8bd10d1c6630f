import type { SettingsTab } from '../../shell/feature.ts';
import { lazyPart } from '../../shell/lazy-part.tsx';

/** All keys, at an address. */
export const keySettings: readonly SettingsTab[] = [
  {
    id: 'keys',
    group: 'me',
    title: 'shortcuts.title',
    icon: 'keyboard',
    isFor: () => true,
    Content: lazyPart(async () => (await import('./KeySettings.tsx')).KeySettings),
  },
];
