import type { Feature } from '../../shell/feature.ts';
import { lazyPart } from '../../shell/lazy-part.tsx';

/** What a conversation holds of pictures, films, sound and documents. */
export const files: Feature = {
  panels: [
    {
      segment: 'files',
      title: 'files.title',
      closeLabel: 'files.close',
      isFor: ({ invited }) => !invited,
      Content: lazyPart(async () => (await import('./FilesPanel.tsx')).FilesPanel),
      link: { icon: 'paperclip', count: () => undefined, label: (text) => text('files.title') },
    },
  ],
};
