import { lazy, Suspense, type ComponentProps } from 'react';

const Loaded = lazy(async () => ({ default: (await import('./EmojiPicker.tsx')).EmojiPicker }));

/** The emoji picker, loaded with its table when it is first opened. */
export const EmojiPicker = (props: ComponentProps<typeof Loaded>) => (
  <Suspense>
    <Loaded {...props} />
  </Suspense>
);
