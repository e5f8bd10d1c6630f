import { memo, useEffect, useSyncExternalStore, type CSSProperties } from 'react';
import { classNames } from './class-names.ts';
import { Face } from './Face.tsx';
import { sealColor } from './palette.ts';
import { sealGlyph } from './seal-glyph.ts';
import { meetSeal, onSealTwins, secondGlyph } from './seal-twins.ts';
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
export const Avatar = memo(({ userId, name, picture, size, online }: Props) => {
  const own = sealGlyph(name);
  const color = sealColor(userId);
  const seal = color + own;
  useEffect(() => {
    if (!picture) meetSeal(seal, userId, name);
  }, [seal, userId, name, picture]);
  const second = useSyncExternalStore(onSealTwins, () => secondGlyph(seal, userId));
  // In the order of the name.
  const glyph =
    second === '' ? own : name.indexOf(second) < name.indexOf(own) ? second + own : ([...own][0] ?? '') + second;
  const style = {
    '--size': size === undefined ? 'var(--avatar)' : `${size}px`,
    '--seal-color': color,
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
});
Avatar.displayName = 'Avatar';
