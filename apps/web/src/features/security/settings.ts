import type { SettingsTab } from '../../shell/feature.ts';
import { lazyPart } from '../../shell/lazy-part.tsx';

/** How the reader shows that the account is hers: password, second factor, passkeys, and where she is signed in. */
export const securitySettings: readonly SettingsTab[] = [
  {
    id: 'security',
    group: 'me',
    title: 'security.title',
    icon: 'key',
    isFor: ({ guest }) => !guest,
    Content: lazyPart(async () => (await import('./SecuritySettings.tsx')).SecuritySettings),
  },
];
