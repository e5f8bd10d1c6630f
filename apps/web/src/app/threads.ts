import { threadPanel } from '../lib/paths.ts';
import type { Feature } from '../shell/feature.ts';
import { lazyPart } from '../shell/lazy-part.tsx';

/** What is said under one message, beside its conversation: `/r/ROOM/t/SEQ`. */
export const threads: Feature = {
  panels: [
    {
      segment: threadPanel,
      title: 'thread.title',
      closeLabel: 'thread.close',
      isFor: ({ invited }) => !invited,
      Content: lazyPart(async () => (await import('./conversation/ThreadPane.tsx')).ThreadPane),
    },
  ],
};
