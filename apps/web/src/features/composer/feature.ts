import { receiver } from '../../files/receiver.ts';
import { altKey, modKey } from '../../lib/keys.ts';
import type { Feature } from '../../shell/feature.ts';

/** The composer's keys, for the sheet: it listens to them itself. */
export const composing: Feature = {
  shortcuts: [
    { group: 'writing', label: 'shortcuts.send', keys: ['Enter'] },
    { group: 'writing', label: 'shortcuts.newline', keys: ['Shift Enter'] },
    { group: 'writing', label: 'shortcuts.editLast', keys: ['↑'] },
    { group: 'writing', label: 'shortcuts.replyLast', keys: ['Shift ↑'] },
    { group: 'writing', label: 'shortcuts.format', keys: [`${modKey} B`, `${modKey} I`, `${modKey} E`] },
    {
      group: 'writing',
      label: 'shortcuts.formatMore',
      keys: [`${modKey} Shift X`, `${modKey} Shift L`],
    },
    {
      group: 'writing',
      label: 'shortcuts.formatLines',
      keys: [`${modKey} Shift 7`, `${modKey} Shift 8`, `${modKey} Shift 9`],
    },
    { group: 'writing', label: 'shortcuts.codeBlock', keys: [`${modKey} ${altKey} Shift C`] },
    { group: 'writing', label: 'shortcuts.pastePlain', keys: [`${modKey} Shift V`] },
    { group: 'writing', label: 'shortcuts.complete', keys: ['@', '#', ':'] },
    {
      group: 'writing',
      label: 'tray.attach',
      keys: [`${modKey} U`],
      everywhere: { '$mod+u': () => receiver.get()?.choose() },
    },
  ],
};
