import type { User } from '@rookery/protocol';
import type { SettingsTab } from '../../shell/feature.ts';
import { lazyPart } from '../../shell/lazy-part.tsx';

const isForAdmins = ({ role }: User): boolean => role === 'owner' || role === 'admin';

/** People of the whole server, what was done to whom, and what is kept, for those who look after it. */
export const administrationSettings: readonly SettingsTab[] = [
  {
    id: 'people',
    group: 'server',
    title: 'people.title',
    icon: 'users',
    isFor: isForAdmins,
    Content: lazyPart(async () => (await import('./PeopleSettings.tsx')).PeopleSettings),
  },
  {
    id: 'audit',
    group: 'server',
    title: 'audit.title',
    icon: 'rows',
    isFor: isForAdmins,
    Content: lazyPart(async () => (await import('./AuditSettings.tsx')).AuditSettings),
  },
  {
    id: 'storage',
    group: 'server',
    title: 'storage.title',
    icon: 'inbox',
    isFor: isForAdmins,
    Content: lazyPart(async () => (await import('./StorageSettings.tsx')).StorageSettings),
  },
];
