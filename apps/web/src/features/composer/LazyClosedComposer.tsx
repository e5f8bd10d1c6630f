import { Suspense, type ComponentProps } from 'react';
import { lazyPart } from '../../shell/lazy-part.tsx';

const Closed = lazyPart(async () => (await import('./late.ts')).ClosedComposer);

/** Few conversations are closed: loaded after the first screen. */
export const ClosedComposer = (props: ComponentProps<typeof Closed>) => (
  <Suspense>
    <Closed {...props} />
  </Suspense>
);
