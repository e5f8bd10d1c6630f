import { useObservable } from '../../lib/use-observable.ts';
import { Icon } from '../../design/Icon.tsx';
import { classNames } from '../../design/class-names.ts';
import type { Cell } from '../../lib/cell.ts';
import { useText } from '../../locales/text.ts';
import styles from './JumpPill.module.css';

type Props = {
  readonly reading: Cell<{ readonly atBottom: boolean; readonly lineAbove: boolean; readonly farFromBottom: boolean }>;
  readonly unread: number;
  readonly hasLine: boolean;
  readonly onLatest: () => void;
  readonly onUnread: () => void;
  readonly onMarkRead: () => void;
};

/** The ways back: to what is new below, and to where the unread begins above. */
export const JumpPills = ({ reading, unread, hasLine, onLatest, onUnread, onMarkRead }: Props) => {
  const text = useText();
  const { atBottom, lineAbove, farFromBottom } = useObservable(reading);
  const hasNews = !atBottom && unread > 0;
  return (
    <>
      {hasLine && lineAbove && (
        <div className={styles.top}>
          <button type="button" onClick={onUnread}>
            <Icon name="arrow-up" size={16} />
            {text('jump.firstUnread')}
          </button>
          <button
            type="button"
            aria-label={text('jump.markRead')}
            data-tip={text('jump.markRead')}
            data-tip-keys="Esc"
            onClick={onMarkRead}
          >
            <Icon name="close" size={16} />
          </button>
        </div>
      )}
      <div className={styles.pills}>
        {(hasNews || (!atBottom && farFromBottom)) && (
          <button
            type="button"
            className={classNames(styles.pill, hasNews ? styles.news : styles.bare)}
            aria-label={hasNews ? undefined : text('jump.latest')}
            data-tip={hasNews ? undefined : text('jump.latest')}
            onClick={onLatest}
          >
            <Icon name="arrow-down" size={18} />
            {hasNews && text('jump.new', { count: unread })}
          </button>
        )}
      </div>
    </>
  );
};
