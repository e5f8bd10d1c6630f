import type { CSSProperties } from 'react';
import { classNames } from './class-names.ts';
import { Face } from './Face.tsx';
import { sealColor } from './palette.ts';
import { sealGlyph } from './seal-glyph.ts';
import styles from './Avatar.module.css';

type Props = {
  readonly userId: string;
  readonly name: string;
  /** The id of her picture. */
  readonly picture?: string | undefined;
  readonly size?: number;
  readonly online?: boolean | undefined;
};

/** A person's picture, or her seal. Decoration: the name is always beside it. */
export const Avatar = ({ userId, name, picture, size, online }: Props) => {
  const glyph = sealGlyph(name);
  const style = {
    '--size': size === undefined ? 'var(--avatar)' : `${size}px`,
    '--seal-color': sealColor(userId),
  } as CSSProperties;
  return (
    <span
      className={classNames(
        styles.avatar,
        [...glyph].length > 1 && styles.two,
        size !== undefined && size < 28 && styles.small,
      )}
      style={style}
      aria-hidden="true"
    >
      {glyph}
      <Face id={picture} />
      {online !== undefined && (
        <span className={classNames(styles.presence, online ? styles.online : styles.offline)} />
      )}
    </span>
  );
};
