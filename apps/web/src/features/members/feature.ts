import { can, type Entry } from '@rookery/protocol';
import type { Feature } from '../../shell/feature.ts';
import { lazyPart } from '../../shell/lazy-part.tsx';
import { invite } from './invite.ts';

const countOf = ({ room, users }: Entry): number | undefined => room?.members ?? users?.length;

/** Who is in a room or a group, and who is let in. */
export const members: Feature = {
  panels: [
    {
      segment: 'members',
      title: 'members.title',
      closeLabel: 'members.close',
      isFor: ({ kind, invited }) => kind !== 'direct' && !invited,
      Content: lazyPart(async () => (await import('./MemberPanel.tsx')).MemberPanel),
      link: {
        icon: 'users',
        count: countOf,
        label: (text, entry) => text('members.open', { count: countOf(entry) ?? 0 }),
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
