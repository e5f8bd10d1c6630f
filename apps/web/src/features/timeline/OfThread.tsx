import type { TimelineItem } from '@rookery/client';
import { Suspense } from 'react';
import { lazyPiece } from '../../shell/lazy-part.tsx';
import { useScene } from './TimelineContext.ts';

const ThreadLine = lazyPiece(async () => (await import('./ThreadLine.tsx')).ThreadLine);

/** Below a message: what is said in its thread, or that it is of one; in a box of its height before the code that fills it is there. [WEB-150] */
export const OfThread = ({ item: { message } }: { readonly item: TimelineItem }) => {
  const { actions } = useScene();
  if (!actions.thread || !(message.thread || message.fromThread)) return null;
  return (
    <div style={{ height: 32 }}>
      <Suspense>
        <ThreadLine message={message} />
      </Suspense>
    </div>
  );
};
