import type { SettingsTab } from '../../shell/feature.ts';
import { lazyPart } from '../../shell/lazy-part.tsx';

export const noticeSettings: readonly SettingsTab[] = [
  {
    id: 'notifications',
    group: 'me',
    title: 'quiet.tab',
    icon: 'bell',
    isFor: () => true,
    Content: lazyPart(async () => (await import('./late.ts')).NotificationSettings),
  },
];
