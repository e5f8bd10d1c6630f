import { firstPart } from '../../shell/lazy-part.tsx';

/** A connection that is gone is mentioned after a while. Asked for with the first screen: without a connection it could not be had. */
export const ConnectionBar = firstPart(async () => (await import('./ConnectionBar.tsx')).ConnectionBar);
