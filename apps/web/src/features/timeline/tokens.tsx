import { splitKnownName, type Token } from '@rookery/markdown';
import { foldName } from '@rookery/protocol';
import { useMemo } from 'react';
import { Link } from 'wouter';
import { useInbox } from '../../sdk/use-inbox.ts';
import { useMe } from '../../sdk/use-session.ts';
import { usePeople } from '../../sdk/use-people.ts';
import { classNames } from '../../design/class-names.ts';
import { wantEmojis, useEmojis } from '../../emoji/load.ts';
import { isTwinAmong } from '../../lib/name-twins.ts';
import { paths } from '../../lib/paths.ts';
import styles from './MessageBody.module.css';

type Props = { readonly token: Token };

/** `@name`: marked when the name is somebody's, and as a call when it is the reader's; `@all` where the message calls all (`callsAll`). */
export const Mention = ({ token }: Props) => {
  const people = usePeople();
  const me = useMe();
  const byName = useMemo(
    () =>
      // A name that has passed on is its present holder's.
      new Map(
        [...people.values()]
          .toSorted((a, b) => Number(b.deactivated ?? false) - Number(a.deactivated ?? false))
          .map((person) => [foldName(person.username), person]),
      ),
    [people],
  );
  const split = splitKnownName(token, (name) => byName.has(foldName(name)) || foldName(name) === 'all');
  if (!split) return token.raw;
  const person = byName.get(foldName(split.name));
  return (
    <>
      <span
        className={person ? classNames(styles.mention, person.id === me.id && styles.mentionMe) : styles.all}
        dir="auto"
      >
        @{person && !isTwinAmong(people, person.displayName) ? person.displayName : (person?.username ?? split.name)}
      </span>
      {split.rest}
    </>
  );
};

/** `#room`: a link when the reader knows a room of that name. */
export const RoomToken = ({ token }: Props) => {
  const { entries } = useInbox();
  const roomOf = (name: string) => entries.find(({ room }) => room && foldName(room.name) === foldName(name))?.room;
  const split = splitKnownName(token, (name) => roomOf(name) !== undefined);
  const room = split && roomOf(split.name);
  if (!room) return token.raw;
  return (
    <>
      <Link href={paths.room(room.id)} className={styles.roomLink} dir="auto">
        #{room.name}
      </Link>
      {split.rest}
    </>
  );
};

export const EmojiToken = ({ token }: Props) => {
  const table = useEmojis();
  if (!table) wantEmojis();
  const sign = table?.emojiByCode(token.name);
  return sign ? (
    <span role="img" aria-label={token.name}>
      {sign}
    </span>
  ) : (
    token.raw
  );
};
