import type { TimelineItem } from '@rookery/client';
import { asUserId } from '@rookery/protocol';
import { useEffect } from 'react';
import { Avatar } from '../../design/Avatar.tsx';
import { Icon } from '../../design/Icon.tsx';
import { absoluteTime, listTime } from '../../lib/dates.ts';
import { nameOf } from '../../lib/name-of.ts';
import { useToday } from '../../lib/today.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { usePeople } from '../../sdk/use-people.ts';
import { useScene } from './TimelineContext.ts';
import styles from './ThreadLine.module.css';

/** Who replied, how often, and when last; leads to the thread. [WEB-150] */
export const ThreadLine = ({ message }: { readonly message: TimelineItem['message'] }) => {
  const text = useText();
  const locale = useFormatLocale();
  const today = useToday();
  const people = usePeople();
  const client = useClient();
  const { actions } = useScene();
  const { thread, fromThread, seq } = message;
  const strangers = thread?.users.filter((id) => !people.has(id)).join(' ') ?? '';
  useEffect(() => {
    // They have not written here: whoever is not known yet is looked up.
    if (strangers !== '')
      client.request('people:look', { users: strangers.split(' ').map(asUserId) }).catch(() => undefined);
  }, [client, strangers]);
  const rootSeq = thread ? seq : fromThread?.root;
  if (rootSeq === undefined) return null;
  return (
    <button type="button" className={styles.line} onClick={() => actions.thread?.(rootSeq)}>
      {thread ? (
        <span className={styles.faces} aria-hidden="true">
          {thread.users.slice(0, 3).map((id) => {
            const person = people.get(id);
            return <Avatar key={id} userId={id} name={person ? nameOf(text, person) : '?'} size={20} />;
          })}
        </span>
      ) : (
        <Icon name="thread" size={16} />
      )}
      <b>{thread ? text('thread.replies', { count: thread.replies }) : text('thread.from')}</b>
      {thread && (
        <time dateTime={new Date(thread.lastAt).toISOString()} data-tip={absoluteTime(thread.lastAt, locale)}>
          {listTime(thread.lastAt, Math.max(today, thread.lastAt), locale)}
        </time>
      )}
    </button>
  );
};
