import { authorOf } from '@rookery/client';
import type { Message, SearchHit } from '@rookery/protocol';
import { Link } from 'wouter';
import { Avatar } from '../../design/Avatar.tsx';
import { Icon } from '../../design/Icon.tsx';
import { classNames } from '../../design/class-names.ts';
import { listTime } from '../../lib/dates.ts';
import { nameOf } from '../../lib/name-of.ts';
import { paths } from '../../lib/paths.ts';
import { useToday } from '../../lib/today.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { PersonName } from '../../people/PersonName.tsx';
import { useInbox } from '../../sdk/use-inbox.ts';
import { useTitleOf } from '../../sdk/use-title-of.ts';
import { snippet } from './snippet.ts';
import styles from './SearchPage.module.css';

const kinds = { r: 'room', d: 'direct', g: 'group' } as const;
const kindOf = (id: string) => kinds[id.charAt(0) as keyof typeof kinds] ?? 'room';

/** Where a message is shown: a reply beside the conversation of its root. */
export const hitPath = ({ conversation, seq }: Pick<Message, 'conversation' | 'seq'>): string => {
  // As the server makes the id of a thread: its parent's, and the number of the root in hexadecimal.
  const [, kind = '', body = '', root = ''] = /^t_([rdg])([\w-]{1,22})([0-9a-f]{8})[\w-]{7}$/.exec(conversation) ?? [];
  if (kind !== '') return paths.thread(paths[kindOf(kind)](`${kind}_${body}`), Number.parseInt(root, 16));
  return paths.message(paths[kindOf(conversation)](conversation), seq);
};

type Props = { readonly hit: SearchHit; readonly id: string; readonly isAt: boolean };

/** A message that was found: where, who, when, and the words around what was looked for. */
export const HitRow = ({ hit: { message, ranges }, id, isAt }: Props) => {
  const text = useText();
  const locale = useFormatLocale();
  const today = useToday();
  const { entries } = useInbox();
  const titleOf = useTitleOf();
  const entry = entries.find(({ conversation }) => conversation === message.conversation);
  const where = entry ? titleOf(entry) : (message.room ?? '');
  const author = authorOf(message);
  return (
    <Link href={hitPath(message)} id={id} className={classNames(styles.hit, isAt && styles.at)}>
      <Avatar userId={author.id} name={nameOf(text, author)} size={36} />
      <span className={styles.origin}>
        <strong>
          <PersonName person={author} />
        </strong>
        <span className={styles.where}>
          <Icon name={entry?.kind === 'room' || !entry ? 'hash' : 'message'} size={14} />
          <bdi>{where}</bdi>
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
