import type { Room } from '@rookery/protocol';
import type { CSSProperties } from 'react';
import { Face } from '../design/Face.tsx';
import { Icon } from '../design/Icon.tsx';
import { roomIcon } from '../lib/room-icon.ts';
import styles from './RoomMark.module.css';

/** The sign alone has a box from here on, px. */
const leastLarge = 40;

type Props = {
  readonly room: Pick<Room, 'visibility' | 'rights' | 'picture'> | undefined;
  /** Of the sign, px; a picture is a little larger. */
  readonly size: number;
};

/** A room's picture, with its sign in the corner where that tells more than that it is a room; else the sign alone. Decoration: the words are beside it. */
export const RoomMark = ({ room, size }: Props) => {
  const icon = roomIcon(room);
  const isLarge = size >= leastLarge;
  if (!room?.picture && !isLarge) return <Icon name={icon} size={size} />;
  return (
    <span className={styles.mark} style={{ '--mark': `${size + 4}px` } as CSSProperties} aria-hidden="true">
      <Icon name={icon} size={isLarge ? size / 2 : size} />
      <Face id={room?.picture} />
      {room?.picture && icon !== 'hash' && (
        <span className={styles.sign}>
          <Icon name={icon} size={10} />
        </span>
      )}
    </span>
  );
};
