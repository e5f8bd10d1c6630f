import type { Entry } from '@rookery/protocol';
import { Skeleton } from '../../design/Skeleton.tsx';
import { isQuietEntry } from '../../lib/needed-count.ts';
import { useText } from '../../locales/text.ts';
import { ConversationLink } from './ConversationLink.tsx';
import styles from './Sidebar.module.css';

/** Where conversations will stand while the inbox is on its way. */
const widths = ['58%', '42%', '66%', '50%'];

type Props = {
  readonly labelledBy: string;
  readonly entries: readonly Entry[];
  readonly open: string | undefined;
  /** Instead of an empty list: the id of the words that say so, or places to come. */
  readonly empty: 'waiting' | 'nothing' | { readonly note: string };
};

export const ConversationList = ({ labelledBy, entries, open, empty }: Props) => {
  const text = useText();
  if (entries.length > 0) {
    return (
      <ul aria-labelledby={labelledBy}>
        {entries.map((entry) => (
          <li key={entry.conversation}>
            <ConversationLink entry={entry} isOpen={entry.conversation === open} isMuted={isQuietEntry(entry)} />
          </li>
        ))}
      </ul>
    );
  }
  if (empty === 'nothing') return null;
  if (empty !== 'waiting') return <p className={styles.note}>{text(empty.note)}</p>;
  return (
    <div className={styles.waiting} aria-hidden="true">
      {widths.map((width) => (
        <div key={width} className={styles.row}>
          <Skeleton width={width} />
        </div>
      ))}
    </div>
  );
};
