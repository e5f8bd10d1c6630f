import type { Feature } from '../../shell/feature.ts';
import { openNotifyDialog } from './notify-dialog.ts';

/** What the reader is told of, when, and how. */
export const notices: Feature = {
  roomCommands: [
    {
      label: 'notices.open',
      icon: 'bell',
      isFor: ({ invited }) => !invited,
      run: ({ conversation }) => openNotifyDialog(conversation),
    },
  ],
};
