import type { SettingsTab } from '../../shell/feature.ts';
import { lazyPart } from '../../shell/lazy-part.tsx';

const ReportCount = lazyPart(async () => (await import('./ReportCount.tsx')).ReportCount);

/** All that was reported, for who looks after the server. */
export const reportSettings: readonly SettingsTab[] = [
  {
    id: 'reports',
    group: 'server',
    title: 'report.queue',
    icon: 'alert',
    isFor: ({ role }) => role !== undefined,
    Content: lazyPart(async () => (await import('./ReportList.tsx')).ReportList),
    Count: ReportCount,
  },
];
