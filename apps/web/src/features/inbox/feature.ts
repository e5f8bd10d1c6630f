import type { Feature } from '../../shell/feature.ts';
import { lazyPart } from '../../shell/lazy-part.tsx';

/** What one sees before a conversation is chosen. */
export const inbox: Feature = { home: lazyPart(async () => (await import('./InboxPane.tsx')).InboxPane) };
