import { can } from '@rookery/protocol';
import type { Feature } from '../../shell/feature.ts';
import { lazyPart } from '../../shell/lazy-part.tsx';
import { overlay } from '../../shell/overlay.tsx';

const ask = overlay(async () => (await import('./PollDialog.tsx')).PollDialog);
const later = overlay(async () => (await import('./LaterDialog.tsx')).LaterDialog);

/** What is kept: pinned for all, saved for oneself, to be sent later; and questions to choose an answer from. */
export const kept: Feature = {
  panels: [
    {
      segment: 'pins',
      title: 'pins.title',
      closeLabel: 'pins.close',
      isFor: ({ invited }) => !invited,
      Content: lazyPart(async () => (await import('./PinsPanel.tsx')).PinsPanel),
      link: { icon: 'pin', count: () => undefined, label: (text) => text('pins.title') },
    },
  ],
  pages: [
    {
      segment: 'saved',
      title: 'saved.title',
      icon: 'bookmark',
      Content: lazyPart(async () => (await import('./SavedPage.tsx')).SavedPage),
    },
  ],
  roomCommands: [
    {
      label: 'poll.ask',
      icon: 'poll',
      isFor: (entry) => can(entry, 'post'),
      run: ({ conversation }) => ask.open({ conversation }),
    },
    {
      label: 'later.send',
      icon: 'clock',
      isFor: (entry) => can(entry, 'post'),
      run: ({ conversation }) => later.open({ conversation }),
    },
  ],
};
