import type { Feature } from '../../shell/feature.ts';
import { overlay } from '../../shell/overlay.tsx';

const sheet = overlay(async () => (await import('./ShortcutSheet.tsx')).ShortcutSheet);
const show = (): void => sheet.open({});

/** The sheet of all keys. */
export const shortcuts: Feature = {
  ownCommands: [{ label: 'shortcuts.title', icon: 'keyboard', keys: '?', notOnTouch: true, run: show }],
  shortcuts: [
    {
      group: 'moving',
      label: 'shortcuts.help',
      keys: ['?'],
      everywhere: { '$mod+/': show },
      outsideFields: { '?': show },
    },
  ],
};
