import type { RefObject } from 'react';
import { Icon } from '../../design/Icon.tsx';
import type { Cell } from '../../lib/cell.ts';
import { FloatingDate } from './FloatingDate.tsx';
import type { Row } from './rows.ts';
import { replyPx, useSwipes } from './use-swipes.ts';
import styles from './Timeline.module.css';

type Props = {
  readonly day: Cell<number | undefined>;
  readonly scroller: RefObject<HTMLElement | null>;
  readonly rows: readonly Row[];
};

/** What floats over the rows: the day of the topmost one, and the sign of a reply behind one that is swiped. */
export const AboveRows = ({ day, scroller, rows }: Props) => {
  const swipe = useSwipes(scroller, rows);
  return (
    <>
      <FloatingDate day={day} />
      {swipe && (
        <span
          className={styles.swipe}
          style={{ top: swipe.top, opacity: Math.min(1, swipe.px / replyPx), scale: swipe.px >= replyPx ? 1.15 : 1 }}
          aria-hidden="true"
        >
          <Icon name="reply" size={20} />
        </span>
      )}
    </>
  );
};
