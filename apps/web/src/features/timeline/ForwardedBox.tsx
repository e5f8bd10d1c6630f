import type { Forwarded } from '@rookery/protocol';
import { Suspense } from 'react';
import { lazyPiece } from '../../shell/lazy-part.tsx';
import { MessageBody } from './MessageBody.tsx';
import styles from './MessageRow.module.css';

const ForwardedFrom = lazyPiece(async () => (await import('./late.ts')).ForwardedFrom);

/** What was brought here from elsewhere, below a line of one height that says from where. [WEB-189] */
export const ForwardedBox = ({ forwarded }: { readonly forwarded: Forwarded }) => (
  <blockquote className={styles.forwarded}>
    <div>
      <Suspense>
        <ForwardedFrom forwarded={forwarded} />
      </Suspense>
    </div>
    {forwarded.content !== '' && <MessageBody content={forwarded.content} />}
  </blockquote>
);
