import { authorOf } from '@rookery/client';
import type { SearchHit } from '@rookery/protocol';
import { Link } from 'wouter';
import { Avatar } from '../../design/Avatar.tsx';
import { Icon } from '../../design/Icon.tsx';
import { classNames } from '../../design/class-names.ts';
import { listTime } from '../../lib/dates.ts';
import { nameOf } from '../../lib/name-of.ts';
import { messagePath, threadParent } from '../../lib/message-path.ts';
import { useToday } from '../../lib/today.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { PersonName } from '../../people/PersonName.tsx';
import { useInbox } from '../../sdk/use-inbox.ts';
import { useTitleOf } from '../../sdk/use-title-of.ts';
import { snippet } from './snippet.ts';
import styles from './SearchPage.module.css';

type Props = { readonly hit: SearchHit; readonly id: string; readonly isAt: boolean };

/** A message that was found: where, who, when, and the words around what was looked for. */
export const HitRow = ({ hit: { message, ranges }, id, isAt }: Props) => {
  const text = useText();
  const locale = useFormatLocale();
  const today = useToday();
  const { entries } = useInbox();
  const parent = threadParent(message.conversation);
  const titleOf = useTitleOf();
  const entry = entries.find(({ conversation }) => conversation === (parent ?? message.conversation));
  const where = entry ? titleOf(entry) : (message.room ?? '');
  const author = authorOf(message);
  return (
    <Link href={messagePath(message)} id={id} className={classNames(styles.hit, isAt && styles.at)}>
      <Avatar userId={author.id} name={nameOf(text, author)} size={36} />
      <span className={styles.origin}>
        <strong>
          <PersonName person={author} />
        </strong>
        <span className={styles.where}>
          <Icon name={parent ? 'thread' : entry?.kind === 'room' || !entry ? 'hash' : 'message'} size={14} />
          <bdi>{parent ? text('search.inThread', { where }) : where}</bdi>
        </span>
        <time dateTime={new Date(message.at).toISOString()}>
          {listTime(message.at, Math.max(today, message.at), locale)}
        </time>
      </span>
      <span className={styles.words} dir="auto">
        {snippet(message.content ?? '', ranges).map((piece, index) =>
          piece.isMarked ? <mark key={index}>{piece.text}</mark> : <span key={index}>{piece.text}</span>,
        )}
      </span>
      {message.files && (
        <span className={styles.files}>
          <Icon name="paperclip" size={14} />
          <bdi>{message.files.map(({ name }) => name).join(text('separator'))}</bdi>
        </span>
      )}
    </Link>
  );
};
