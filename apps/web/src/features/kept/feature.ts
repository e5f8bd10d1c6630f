import { can, type Entry } from '@rookery/protocol';
import type { Feature } from '../../shell/feature.ts';
import { insist, lazyPart } from '../../shell/lazy-part.tsx';

const load = () => import('./late.ts');
const opening =
  (what: 'ask' | 'sendLater' | 'sendSilently') =>
  ({ conversation }: Entry): void =>
    void insist(load).then((late) => late[what].open({ conversation }));
const mayPost = (entry: Entry): boolean => can(entry, 'post');

/** What is kept: pinned for all, saved for oneself, to be sent later; and questions to choose an answer from. */
export const kept: Feature = {
  panels: [
    {
      segment: 'pins',
      title: 'pins.title',
      closeLabel: 'pins.close',
      isFor: ({ invited }) => !invited,
      Content: lazyPart(async () => (await load()).PinsPanel),
      link: { icon: 'pin', count: () => undefined, label: (text) => text('pins.title') },
    },
  ],
  pages: [
    {
      segment: 'saved',
      title: 'saved.title',
      icon: 'bookmark',
      hasParts: true,
      Content: lazyPart(async () => (await load()).SavedPage),
    },
  ],
  roomCommands: [
    {
      label: 'poll.ask',
      icon: 'poll',
      isFor: mayPost,
      run: opening('ask'),
    },
    {
      label: 'later.send',
      icon: 'clock',
      isFor: mayPost,
      run: opening('sendLater'),
    },
    {
      label: 'silent.send',
      icon: 'bell-off',
      isFor: mayPost,
      run: opening('sendSilently'),
    },
  ],
};
