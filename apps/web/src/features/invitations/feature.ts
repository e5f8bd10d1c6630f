import { can } from '@rookery/protocol';
import { paths } from '../../lib/paths.ts';
import type { Feature } from '../../shell/feature.ts';
import { lazyPart } from '../../shell/lazy-part.tsx';
import { roomOverlay } from '../../shell/room-overlay.tsx';

const links = roomOverlay(async () => (await import('./RoomLinksDialog.tsx')).RoomLinksDialog);

/** Links by which people come in: made for a room or the server, and opened. */
export const invitations: Feature = {
  pages: [
    {
      segment: 'invite',
      title: 'link.title',
      hasParts: true,
      Content: lazyPart(async () => (await import('./AcceptPage.tsx')).AcceptPage),
    },
  ],
  firstSteps: [
    { label: 'entrance.who', icon: 'lock', run: ({ navigate }) => navigate(paths.settingsTab('entrance')) },
    {
      label: 'entrance.invite',
      icon: 'user-plus',
      run: ({ navigate }) => navigate(`${paths.settingsTab('entrance')}#links`),
    },
  ],
  roomCommands: [
    {
      label: 'link.ofRoom',
      icon: 'link',
      // Into a public room any member makes them.
      isFor: (entry) => entry.room?.visibility === 'public' || can(entry, 'invite'),
      run: ({ conversation }) => links.open({ conversation }),
      inIntro: true,
    },
  ],
};
