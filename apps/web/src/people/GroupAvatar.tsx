import type { Entry } from '@rookery/protocol';
import type { CSSProperties } from 'react';
import { Avatar } from '../design/Avatar.tsx';
import { classNames } from '../design/class-names.ts';
import { othersIn } from '../lib/entry-title.ts';
import { nameOf } from '../lib/name-of.ts';
import { useText } from '../locales/text.ts';
import { useMe } from '../sdk/use-session.ts';
import styles from './GroupAvatar.module.css';

type Props = { readonly entry: Entry; readonly size: number };

/** The seals of two of a group's people, one before the other. Decoration: the names are always beside it. */
export const GroupAvatar = ({ entry, size }: Props) => {
  const text = useText();
  const me = useMe();
  return (
    <span
      className={classNames(styles.pair, size < 40 && styles.small)}
      style={{ '--pair': `${size}px` } as CSSProperties}
      aria-hidden="true"
    >
      {othersIn(entry, me.id)
        .slice(0, 2)
        .map((user) => (
          <Avatar
            key={user.id}
            userId={user.id}
            picture={user.avatar}
            name={nameOf(text, user)}
            size={Math.round(size * 0.68)}
          />
        ))}
    </span>
  );
};
