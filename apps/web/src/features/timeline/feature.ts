import { altKey, modKey } from '../../lib/keys.ts';
import type { Feature, Shell } from '../../shell/feature.ts';
import { overlay } from '../../shell/overlay.tsx';

const date = overlay(async () => (await import('./DateDialog.tsx')).DateDialog);

const reactToLast = ({ pane }: Shell): void => pane?.reactToLast();

/** The way to the first unread message and to the latest, and the keys of a message, which rows listen to themselves. */
export const reading: Feature = {
  roomCommands: [
    {
      label: 'date.go',
      icon: 'clock',
      isFor: ({ invited, head }) => !invited && head.seq > 0,
      run: (entry, { navigate }) => date.open({ entry, navigate }),
    },
  ],
  shortcuts: [
    {
      group: 'moving',
      label: 'shortcuts.firstUnread',
      keys: ['Shift PgUp'],
      everywhere: { 'Shift+PageUp': ({ pane }) => pane?.firstUnread() },
      outsideFields: { End: ({ pane }) => pane?.latest() },
    },
    { group: 'message', label: 'shortcuts.rows', keys: ['↑', '↓'] },
    { group: 'message', label: 'message.reply', keys: ['R'] },
    { group: 'message', label: 'message.edit', keys: ['E'] },
    { group: 'message', label: 'reaction.pick', keys: ['+'] },
    {
      group: 'message',
      label: 'shortcuts.reactLast',
      keys: [`${modKey} Shift \\`],
      // With Shift it is another sign in most layouts.
      everywhere: { '$mod+|': reactToLast, '$mod+\\': reactToLast },
    },
    { group: 'message', label: 'message.copyText', keys: ['C'] },
    { group: 'message', label: 'message.copyLink', keys: ['L'] },
    { group: 'message', label: 'message.markUnread', keys: ['U', `${altKey} click`] },
    { group: 'message', label: 'message.delete', keys: ['Del'] },
  ],
};
