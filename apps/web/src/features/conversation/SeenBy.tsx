import type { ConversationId } from '@rookery/protocol';
import { useState } from 'react';
import { Avatar } from '../../design/Avatar.tsx';
import { Popover } from '../../design/Popover.tsx';
import { nameAmong } from '../../lib/name-twins.ts';
import { useText } from '../../locales/text.ts';
import { PersonName } from '../../people/PersonName.tsx';
import { useInbox } from '../../sdk/use-inbox.ts';
import { usePeople } from '../../sdk/use-people.ts';
import { useReceipts } from '../../sdk/use-receipts.ts';
import { useMe } from '../../sdk/use-session.ts';
import { useTimeline } from '../../sdk/use-timeline.ts';
import styles from './SeenBy.module.css';

/** Faces beside the words; the list has all. */
const mostFaces = 5;

/** Who has read what the reader said last, below it: while it is the last word, in a conversation of few. */
export const SeenBy = ({ conversation }: { readonly conversation: ConversationId }) => {
  const text = useText();
  const me = useMe();
  const people = usePeople();
  const entry = useInbox().entries.find((line) => line.conversation === conversation);
  const [view] = useTimeline(conversation);
  const [anchor, setAnchor] = useState<HTMLElement>();
  const last = view.hasNewer ? undefined : view.items.findLast(({ kind }) => kind === 'message')?.message;
  const seq = last?.user.id === me.id && last.content !== undefined ? last.seq : undefined;
  const readers = useReceipts(entry, seq);
  if (readers.length === 0) return null;
  const names = readers.map((person) => nameAmong(text, people, person));
  const label = text('seen.by', {
    names: names.slice(0, 3).join(text('separator.names')),
    count: Math.max(0, names.length - 3),
  });
  return (
    <>
      <button
        type="button"
        className={styles.seen}
        aria-haspopup="dialog"
        aria-expanded={anchor !== undefined}
        data-tip={label}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <span className={styles.faces} aria-hidden="true">
          <span>{text('seen')}</span>
          {readers.slice(0, mostFaces).map(({ id, displayName, avatar }) => (
            <Avatar key={id} userId={id} name={displayName} picture={avatar} size={16} />
          ))}
          {readers.length > mostFaces && <span>+{readers.length - mostFaces}</span>}
        </span>
        <span className="visually-hidden">{label}</span>
      </button>
      {anchor && (
        <Popover
          anchor={anchor}
          placement="top-end"
          onClose={() => setAnchor(undefined)}
          role="dialog"
          aria-label={text('seen.title')}
          className={styles.list}
        >
          <h2>{text('seen.title')}</h2>
          <ul>
            {readers.map((person) => (
              <li key={person.id}>
                <Avatar userId={person.id} name={person.displayName} picture={person.avatar} size={22} />
                <PersonName person={person} />
              </li>
            ))}
          </ul>
        </Popover>
      )}
    </>
  );
};
