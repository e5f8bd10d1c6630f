import type { User } from '@rookery/protocol';
import type { Feature } from '../../shell/feature.ts';
import { lazyPart } from '../../shell/lazy-part.tsx';

const isForAdmins = ({ role }: User): boolean => role === 'owner' || role === 'admin';

/** People of the whole server, and what was done to whom, for those who look after it. */
export const administration: Feature = {
  settings: [
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
  ],
};
