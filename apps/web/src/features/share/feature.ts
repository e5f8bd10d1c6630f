import type { Feature } from '../../shell/feature.ts';
import { lazyPart } from '../../shell/lazy-part.tsx';

/** What another app of the device shares into this one, where it is installed. */
export const sharing: Feature = {
  pages: [
    {
      segment: 'share',
      title: 'share.title',
      Content: lazyPart(async () => (await import('./SharePage.tsx')).SharePage),
    },
  ],
};
