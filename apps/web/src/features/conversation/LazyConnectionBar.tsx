import { Suspense } from 'react';
import { lazyPart } from '../../shell/lazy-part.tsx';

const Bar = lazyPart(async () => (await import('./ConnectionBar.tsx')).ConnectionBar);

/** A connection that is gone is mentioned after a while: loaded after the first screen. */
export const ConnectionBar = () => (
  <Suspense>
    <Bar />
  </Suspense>
);
