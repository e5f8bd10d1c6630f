import type { SettingsTab } from '../../shell/feature.ts';
import { lazyPart } from '../../shell/lazy-part.tsx';

/** How the app looks on this device. */
export const appearanceSettings: readonly SettingsTab[] = [
  {
    id: 'appearance',
    group: 'me',
    title: 'appearance.title',
    icon: 'sun',
    isFor: () => true,
    Content: lazyPart(async () => (await import('./AppearanceSettings.tsx')).AppearanceSettings),
  },
];

/** Which app this is. */
export const aboutSettings: readonly SettingsTab[] = [
  {
    id: 'about',
    group: 'me',
    title: 'about.title',
    icon: 'mark',
    isFor: () => true,
    Content: lazyPart(async () => (await import('./AboutSettings.tsx')).AboutSettings),
  },
];
