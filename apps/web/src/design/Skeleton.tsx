import styles from './Skeleton.module.css';

type Props = { readonly width: string; readonly height?: number };

/** A static tint where a line of text will stand. */
export const Skeleton = ({ width, height }: Props) => (
  <div className={styles.line} style={{ width, ...(height === undefined ? {} : { height }) }} />
);
