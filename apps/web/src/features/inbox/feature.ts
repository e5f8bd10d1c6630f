import { insist, lazyPart } from '../../shell/lazy-part.tsx';
import type { Feature } from '../../shell/feature.ts';

const load = () => import('./late.ts');

/** What one sees before a conversation is chosen: what waits for the reader, to be gone through. */
export const inbox: Feature = {
  home: lazyPart(async () => (await load()).InboxPane),
  pages: [
    {
      segment: 'inbox',
      title: 'inbox.title',
      hasParts: true,
      Content: lazyPart(async () => (await load()).InboxPane),
    },
  ],
  shortcuts: [
    {
      group: 'moving',
      label: 'shortcuts.allRead',
      keys: ['Shift Esc'],
      everywhere: { 'Shift+Escape': ({ client }) => void insist(load).then((late) => late.readAll(client)) },
    },
    { group: 'inbox', label: 'shortcuts.inboxMove', keys: ['J', 'K'] },
    { group: 'inbox', label: 'shortcuts.inboxDone', keys: ['E'] },
    { group: 'inbox', label: 'shortcuts.inboxUndo', keys: ['Z'] },
  ],
};
