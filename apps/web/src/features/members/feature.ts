import { can } from '@rookery/protocol';
import type { Feature } from '../../shell/feature.ts';
import { lazyPart } from '../../shell/lazy-part.tsx';
import { invite } from './invite.ts';

/** Who is in a room, and who is let in. */
export const members: Feature = {
  panels: [
    {
      segment: 'members',
      title: 'members.title',
      closeLabel: 'members.close',
      isFor: ({ room, invited }) => room !== undefined && !invited,
      Content: lazyPart(async () => (await import('./MemberPanel.tsx')).MemberPanel),
      link: {
        icon: 'users',
        count: ({ room }) => room?.members,
        label: (text, { room }) => text('members.open', { count: room?.members ?? 0 }),
      },
    },
  ],
  roomCommands: [
    {
      label: 'invite.open',
      icon: 'user-plus',
      isFor: (entry) => can(entry, 'invite'),
      run: ({ conversation }) => invite.open({ conversation }),
      inIntro: true,
    },
  ],
};
