import { can } from '@rookery/protocol';
import type { Feature } from '../../shell/feature.ts';
import { lazyPart } from '../../shell/lazy-part.tsx';
import { roomOverlay } from '../../shell/room-overlay.tsx';

const ofRoom = roomOverlay(async () => (await import('./RoomReports.tsx')).RoomReports);

const ReportCount = lazyPart(async () => (await import('./ReportCount.tsx')).ReportCount);

/** What was reported, for those who moderate: a room's in its menu, all in the settings of who looks after the server. */
export const reports: Feature = {
  roomCommands: [
    {
      label: 'report.queue',
      icon: 'alert',
      isFor: (entry) => can(entry, 'delete_any'),
      run: ({ conversation }) => ofRoom.open({ conversation }),
      Count: ReportCount,
    },
  ],
  settings: [
    {
      id: 'reports',
      group: 'server',
      title: 'report.queue',
      icon: 'alert',
      isFor: ({ role }) => role !== undefined,
      Content: lazyPart(async () => (await import('./ReportList.tsx')).ReportList),
      Count: ReportCount,
    },
  ],
};
