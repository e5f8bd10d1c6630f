import { receiver } from '../../files/receiver.ts';
import { modKey } from '../../lib/keys.ts';
import type { Feature } from '../../shell/feature.ts';

/** The composer's keys, for the sheet: it listens to them itself. */
export const composing: Feature = {
  shortcuts: [
    { group: 'writing', label: 'shortcuts.send', keys: ['Enter'] },
    { group: 'writing', label: 'shortcuts.newline', keys: ['Shift Enter'] },
    { group: 'writing', label: 'shortcuts.editLast', keys: ['↑'] },
    { group: 'writing', label: 'shortcuts.replyLast', keys: ['Shift ↑'] },
    { group: 'writing', label: 'shortcuts.format', keys: [`${modKey} B`, `${modKey} I`, `${modKey} E`] },
    { group: 'writing', label: 'shortcuts.complete', keys: ['@', '#', ':'] },
    {
      group: 'writing',
      label: 'tray.attach',
      keys: [`${modKey} U`],
      everywhere: { '$mod+u': () => receiver.get()?.choose() },
    },
  ],
};
