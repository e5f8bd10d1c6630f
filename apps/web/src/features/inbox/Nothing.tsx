import type { ReactNode } from 'react';
import styles from './InboxPane.module.css';

type Props = { readonly title: string; readonly hint: string; readonly children?: ReactNode };

/** In place of a list: that nothing is left. It has the focus after the last row is done. */
export const Nothing = ({ title, hint, children }: Props) => (
  <div className={styles.empty}>
    <h2 tabIndex={-1} data-nothing="">
      {title}
    </h2>
    <p>{hint}</p>
    {children}
  </div>
);
