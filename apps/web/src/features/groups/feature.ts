import { isGroupId } from '@rookery/protocol';
import { paths } from '../../lib/paths.ts';
import { text } from '../../locales/text.ts';
import { tellFailure } from '../../sdk/tell-failure.ts';
import { confirm } from '../../shell/confirm.ts';
import type { Feature } from '../../shell/feature.ts';
import { overlay } from '../../shell/overlay.tsx';

const nameGroup = overlay(async () => (await import('./NameGroupDialog.tsx')).NameGroupDialog);

const newMessage = overlay(async () => (await import('./NewMessageDialog.tsx')).NewMessageDialog);

/** Conversations of several people. */
export const groups: Feature = {
  write: () => newMessage.open({}),
  roomCommands: [
    {
      label: 'group.rename',
      icon: 'pencil',
      isFor: ({ conversation }) => isGroupId(conversation),
      run: (entry) => nameGroup.open({ entry }),
    },
    {
      label: 'group.leave',
      icon: 'log-out',
      isFor: ({ conversation }) => isGroupId(conversation),
      isLast: true,
      run: ({ conversation }, { client, navigate }) =>
        confirm.open({
          title: text('group.leaveTitle'),
          words: text('group.leaveWords'),
          yes: text('group.leave'),
          onYes: () => void client.leaveRoom(conversation).then(() => navigate(paths.inbox), tellFailure),
        }),
    },
  ],
};
