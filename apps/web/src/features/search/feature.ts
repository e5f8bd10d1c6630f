import { modKey } from '../../lib/keys.ts';
import { paths } from '../../lib/paths.ts';
import type { Feature, Shell } from '../../shell/feature.ts';
import { lazyPart } from '../../shell/lazy-part.tsx';

const everywhere = ({ navigate }: Shell): void => navigate(paths.page('search'));
const within = (conversation: string, { navigate }: Shell): void =>
  navigate(`${paths.page('search')}?in=${encodeURIComponent(conversation)}`);

/** Messages by their words. */
export const searching: Feature = {
  pages: [
    {
      segment: 'search',
      title: 'search.title',
      icon: 'search',
      Content: lazyPart(async () => (await import('./SearchPage.tsx')).SearchPage),
    },
  ],
  roomCommands: [
    {
      label: 'search.inRoom',
      icon: 'search',
      isFor: ({ invited }) => !invited,
      run: ({ conversation }, shell) => within(conversation, shell),
    },
  ],
  shortcuts: [
    {
      group: 'moving',
      label: 'shortcuts.searchHere',
      keys: [`${modKey} F`],
      everywhere: { '$mod+f': (shell) => (shell.open ? within(shell.open.conversation, shell) : everywhere(shell)) },
    },
    {
      group: 'moving',
      label: 'shortcuts.searchAll',
      keys: [`${modKey} Shift F`],
      everywhere: { '$mod+Shift+f': everywhere },
    },
  ],
};
