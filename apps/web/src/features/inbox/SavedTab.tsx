import { authorOf } from '@rookery/client';
import type { Saved } from '@rookery/protocol';
import { useCallback, useEffect, useState } from 'react';
import { Link } from 'wouter';
import { Avatar } from '../../design/Avatar.tsx';
import { Button } from '../../design/Button.tsx';
import { Icon } from '../../design/Icon.tsx';
import { dateAndTime } from '../../lib/date-and-time.ts';
import { messagePath } from '../../lib/message-path.ts';
import { nameOf } from '../../lib/name-of.ts';
import { paths } from '../../lib/paths.ts';
import { cell } from '../../lib/cell.ts';
import { useObservable } from '../../lib/use-observable.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { PersonName } from '../../people/PersonName.tsx';
import { useClient } from '../../sdk/ClientContext.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { tellFailure } from '../../sdk/tell-failure.ts';
import { useInbox } from '../../sdk/use-inbox.ts';
import { useKeeping } from '../../sdk/use-keeping.ts';
import { usePages } from '../../sdk/use-pages.ts';
import { useTitleOf } from '../../sdk/use-title-of.ts';
import { Nothing } from './Nothing.tsx';
import { RowTime } from './RowTime.tsx';
import { TriageList } from './TriageList.tsx';
import { done } from './undo.ts';
import { Words } from './Words.tsx';
import styles from './InboxPane.module.css';

const keyOf = ({ message }: Saved): string => `${message.conversation}/${message.seq}`;

/** Done a moment ago, and not yet so in the list. */
const finished = cell<ReadonlySet<string>>(new Set());

const change = (key: string, isFinished: boolean): void => {
  const next = new Set(finished.get());
  if (isFinished) next.add(key);
  else next.delete(key);
  finished.set(next);
};

/** What the reader has saved and is not done with. */
export const SavedTab = () => {
  const text = useText();
  const client = useClient();
  const keeping = useKeeping();
  const gone = useObservable(finished);
  const [version, setVersion] = useState(0);
  const read = useCallback(
    async (cursor: string | undefined) => {
      void version;
      const { saved, next } = await keeping.saved({ cursor, limit: 30 });
      return { rows: saved.filter((one) => one.done !== true), next };
    },
    [keeping, version],
  );
  const { rows, hasMore, failure, more, again } = usePages(read);
  useEffect(() => client.on('saved', () => setVersion((before) => before + 1)), [client]);

  const finish = (saved: Saved): void => {
    const { conversation, seq } = saved.message;
    const key = keyOf(saved);
    change(key, true);
    const set = (isDone: boolean) => keeping.save(conversation, seq, { done: isDone });
    const isSet = set(true).catch((thrown: unknown) => {
      change(key, false);
      tellFailure(thrown);
    });
    done(text('inbox.savedDone'), {
      rows: [key],
      takeBack: async () => {
        await isSet;
        await set(false);
        change(key, false);
      },
    });
  };

  if (!rows)
    return failure === undefined ? null : (
      <div className={styles.empty} role="status">
        <p>{thrownText(text, failure)}</p>
        <Button onClick={again}>{text('files.again')}</Button>
      </div>
    );
  const open = rows.filter((saved) => !gone.has(keyOf(saved)));
  return (
    <>
      <TriageList
        id="saved"
        label={text('inbox.saved')}
        rows={open.map((saved) => ({
          key: keyOf(saved),
          path: messagePath(saved.message),
          done: { label: text('saved.finish'), run: () => finish(saved) },
          line: <SavedLine saved={saved} />,
        }))}
      >
        {!hasMore && <Nothing title={text('inbox.savedNone')} hint={text('inbox.savedHint')} />}
      </TriageList>
      <div className={styles.buttons}>
        {hasMore && <Button onClick={more}>{text('files.more')}</Button>}
        <Link className={styles.further} href={paths.page('saved')}>
          {text('inbox.savedAll')}
        </Link>
      </div>
    </>
  );
};

const SavedLine = ({ saved: { message, remindAt, reminded } }: { readonly saved: Saved }) => {
  const text = useText();
  const locale = useFormatLocale();
  const titleOf = useTitleOf();
  const { entries, threads } = useInbox();
  const author = authorOf(message);
  const entry = [...entries, ...threads].find(({ conversation }) => conversation === message.conversation);
  const where = entry ? titleOf(entry) : (message.room ?? '');
  return (
    <>
      <Avatar userId={author.id} picture={author.avatar} name={nameOf(text, author)} size={36} />
      <strong>
        <PersonName person={author} />
        {where !== '' && <small dir="auto">{where}</small>}
      </strong>
      <RowTime at={message.at} />
      <p dir="auto">
        <Words message={message} who={undefined} />
      </p>
      <span>
        {remindAt !== undefined && !reminded && (
          <small className={styles.reminder}>
            <Icon name="clock" size={14} />
            <span>{text('saved.remindsAt', { time: dateAndTime(remindAt, locale) })}</span>
          </small>
        )}
      </span>
    </>
  );
};
