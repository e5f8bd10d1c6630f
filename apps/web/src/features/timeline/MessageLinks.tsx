import type { Link } from '@rookery/protocol';
import { Suspense } from 'react';
import { lazyPiece } from '../../shell/lazy-part.tsx';

const LinkCards = lazyPiece(async () => (await import('./LinkCards.tsx')).LinkCards);

type Props = { readonly links: readonly Link[]; readonly seq: number | undefined; readonly mine: boolean };

/** Cards below a message, in a box of their height before the code that fills it is there. [WEB-140] */
export const MessageLinks = (props: Props) => (
  <div style={{ height: props.links.length * 94 - 6, marginBlock: 4 }}>
    <Suspense>
      <LinkCards {...props} />
    </Suspense>
  </div>
);
