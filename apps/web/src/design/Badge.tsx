import { classNames } from './class-names.ts';
import styles from './Badge.module.css';

type Props = { readonly count: number; readonly needed?: boolean; readonly at?: boolean };

/** An unread count. `needed` makes it a seal; `at` puts an @ before it. Decoration: the row's name says it in words. */
export const Badge = ({ count, needed, at }: Props) => (
  <span className={classNames(styles.badge, needed && styles.needed)} aria-hidden="true">
    {at && '@'}
    {count > 999 ? '999+' : count}
  </span>
);
