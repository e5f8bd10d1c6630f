import type { Saved } from '@rookery/protocol';
import { useCallback, useEffect, useState } from 'react';
import { Button } from '../../design/Button.tsx';
import { dateAndTime } from '../../lib/date-and-time.ts';
import { conversationPath, paths } from '../../lib/paths.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { useKeeping } from '../../sdk/use-keeping.ts';
import { tellFailure } from '../../sdk/tell-failure.ts';
import { useInbox } from '../../sdk/use-inbox.ts';
import { usePages } from '../../sdk/use-pages.ts';
import { useTitleOf } from '../../sdk/use-title-of.ts';
import { ListNote } from './ListNote.tsx';
import { MessageCard } from './MessageCard.tsx';
import styles from './Kept.module.css';

const hourMs = 3_600_000;

/** Messages that the reader has saved, the latest first. */
export const SavedList = () => {
  const text = useText();
  const client = useClient();
  const keeping = useKeeping();
  const [version, setVersion] = useState(0);
  const read = useCallback(
    async (cursor: string | undefined) => {
      void version;
      const { saved, next } = await keeping.saved({ cursor, limit: 30 });
      return { rows: saved, next };
    },
    [keeping, version],
  );
  const { rows, hasMore, failure, more, again } = usePages(read);
  useEffect(() => client.on('saved', () => setVersion((before) => before + 1)), [client]);
  if (!rows || (rows.length === 0 && !hasMore))
    return <ListNote isKnown={rows !== undefined} failure={failure} empty={text('saved.none')} again={again} />;
  return (
    <div className={styles.scroll}>
      <ul className={styles.list}>
        {rows.map((saved) => (
          <SavedRow key={`${saved.message.conversation}/${saved.message.seq}`} saved={saved} />
        ))}
      </ul>
      {hasMore && (
        <Button look="plain" wide onClick={more}>
          {text('files.more')}
        </Button>
      )}
    </div>
  );
};

const SavedRow = ({ saved: { message, remindAt, reminded, done } }: { readonly saved: Saved }) => {
  const text = useText();
  const locale = useFormatLocale();
  const keeping = useKeeping();
  const titleOf = useTitleOf();
  const { conversation, seq } = message;
  const entry = useInbox().entries.find((one) => one.conversation === conversation);
  const change = (what: Parameters<typeof keeping.save>[2]) =>
    void keeping.save(conversation, seq, what).catch(tellFailure);
  const note =
    done === true
      ? text('saved.done')
      : remindAt === undefined
        ? undefined
        : text(reminded ? 'saved.reminded' : 'saved.remindsAt', { time: dateAndTime(remindAt, locale) });
  return (
    <MessageCard
      message={message}
      path={entry ? paths.message(conversationPath(entry), seq) : paths.inbox}
      place={entry && titleOf(entry)}
      note={note !== undefined && <p className={styles.note}>{note}</p>}
    >
      <Button look="plain" onClick={() => change({ done: done !== true })}>
        {text(done ? 'saved.open' : 'saved.finish')}
      </Button>
      {done !== true && (
        <Button
          look="plain"
          onClick={() => change({ remindAt: remindAt === undefined || reminded ? Date.now() + hourMs : null })}
        >
          {text(remindAt === undefined || reminded ? 'saved.remind' : 'saved.noReminder')}
        </Button>
      )}
      <Button look="plain" onClick={() => void keeping.unsave(conversation, seq).catch(tellFailure)}>
        {text('saved.remove')}
      </Button>
    </MessageCard>
  );
};
