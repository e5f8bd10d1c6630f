import { can } from '@rookery/protocol';
import type { Feature } from '../../shell/feature.ts';
import { lazyPart } from '../../shell/lazy-part.tsx';
import { roomOverlay } from '../../shell/room-overlay.tsx';

const ofRoom = roomOverlay(async () => (await import('./RoomReports.tsx')).RoomReports);

const ReportCount = lazyPart(async () => (await import('./ReportCount.tsx')).ReportCount);

/** What was reported in a room, in its menu, for those who moderate there. */
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
};
