import { Suspense } from 'react';
import { lazyPiece } from '../../shell/lazy-part.tsx';
import type { LinkedMessage } from '../../lib/linked-messages.ts';

const QuoteCards = lazyPiece(async () => (await import('./late.ts')).QuoteCards);

type Props = { readonly linked: readonly LinkedMessage[] };

/** Messages to which a message links, in a box of their height before anything of them is known. [WEB-188] */
export const MessageQuotes = ({ linked }: Props) => (
  <div style={{ height: linked.length * 82 - 6, marginBlock: 4 }}>
    <Suspense>
      <QuoteCards linked={linked} />
    </Suspense>
  </div>
);
