import { modKey } from '../../lib/keys.ts';
import type { Feature, Shell } from '../../shell/feature.ts';
import { overlay } from '../../shell/overlay.tsx';

const switcher = overlay(async () => (await import('./Switcher.tsx')).Switcher);
const jump = (initial: '' | '@', { open }: Shell): void => switcher.open({ open: open?.conversation, initial });

/** The way to any conversation by a few letters. */
export const switching: Feature = {
  jump,
  shortcuts: [
    {
      group: 'moving',
      label: 'shortcuts.switch',
      keys: [`${modKey} K`],
      everywhere: { '$mod+k': (shell) => jump('', shell) },
    },
  ],
};
