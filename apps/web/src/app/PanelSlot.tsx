import type { Entry } from '@rookery/protocol';
import { Suspense, useEffectEvent, useLayoutEffect, useRef } from 'react';
import { IconButton } from '../design/IconButton.tsx';
import { conversationPath } from '../lib/paths.ts';
import { cameFrom } from '../lib/trail.ts';
import { useText } from '../locales/text.ts';
import { ErrorBoundary } from '../shell/ErrorBoundary.tsx';
import type { Panel } from '../shell/feature.ts';
import styles from './PanelSlot.module.css';

type Props = {
  readonly entry: Entry;
  readonly panel: Panel;
  readonly thread: number | undefined;
  readonly reply: number | undefined;
  readonly onClose: () => void;
};

/** The frame of the panel beside a conversation. Whoever opened it has the focus in it, and gets it back when it closes. */
export const PanelSlot = ({ entry, panel, thread, reply, onClose }: Props) => {
  const text = useText();
  const frame = useRef<HTMLElement>(null);

  // A panel that a link from elsewhere opens takes the focus from nobody.
  const takesFocus = useEffectEvent(() => cameFrom(conversationPath(entry)));
  useLayoutEffect(() => {
    const aside = frame.current;
    const before = document.activeElement;
    if (takesFocus()) aside?.focus({ preventScroll: true });
    return () => {
      const isInside = aside?.contains(document.activeElement) === true || document.activeElement === document.body;
      if (isInside && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);

  return (
    <div className={styles.place}>
      <aside ref={frame} className={styles.panel} aria-label={text(panel.title)} id="panel" tabIndex={-1}>
        <header className={styles.head}>
          <h2>{text(panel.title)}</h2>
          <IconButton icon="close" label={text(panel.closeLabel)} data-back="" onClick={onClose} />
        </header>
        <ErrorBoundary name="panel" isPart>
          <Suspense>
            <panel.Content entry={entry} thread={thread} reply={reply} />
          </Suspense>
        </ErrorBoundary>
      </aside>
    </div>
  );
};
