import { Suspense } from 'react';
import { lazyPart } from '../../shell/lazy-part.tsx';

const Bar = lazyPart(async () => (await import('./ConnectionBar.tsx')).ConnectionBar);

/** A connection that is gone is mentioned after a while. Asked for with the first screen: without a connection it could not be had. */
export const ConnectionBar = () => (
  <Suspense>
    <Bar />
  </Suspense>
);
