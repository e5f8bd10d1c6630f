import { useText } from '../../locales/text.ts';
import { useLater } from '../../sdk/use-later.ts';
import { useUnsent } from '../../sdk/use-outbox.ts';
import { useBeginnings } from '../../store/drafts.ts';
import { DraftRow } from './DraftRow.tsx';
import { LaterRow } from './LaterRow.tsx';
import { ListNote } from './ListNote.tsx';
import { UnsentRow } from './UnsentRow.tsx';
import styles from './Kept.module.css';

/** Her own messages that nobody else has: those that did not go out, those that the server sends at their time, and those that she has begun, on whatever device. [WEB-187] */
export const WaitingList = () => {
  const text = useText();
  const unsent = useUnsent();
  const { items, failure, again } = useLater();
  const drafts = Object.entries(useBeginnings()).filter(([, { text: words }]) => words.trim() !== '');
  if (unsent.length + drafts.length + (items?.length ?? 0) === 0)
    return <ListNote isKnown={items !== undefined} failure={failure} empty={text('waiting.none')} again={again} />;
  return (
    <div className={styles.scroll}>
      {unsent.length > 0 && (
        <section className={styles.section}>
          <h2>{text('waiting.unsent')}</h2>
          <ul className={styles.list}>
            {unsent.map((item) => (
              <UnsentRow key={item.entry.clientId} item={item} />
            ))}
          </ul>
        </section>
      )}
      {drafts.length > 0 && (
        <section className={styles.section}>
          <h2>{text('waiting.drafts')}</h2>
          <ul className={styles.list}>
            {drafts.map(([conversation, draft]) => (
              <DraftRow key={conversation} conversation={conversation} words={draft.text} />
            ))}
          </ul>
        </section>
      )}
      {items && items.length > 0 && (
        <section className={styles.section}>
          <h2>{text('later.title')}</h2>
          <ul className={styles.list}>
            {items.map((item) => (
              <LaterRow key={item.id} item={item} />
            ))}
          </ul>
        </section>
      )}
    </div>
  );
};
