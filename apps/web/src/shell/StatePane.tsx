import type { ReactNode } from 'react';
import styles from './StatePane.module.css';

type Props = {
  readonly head?: ReactNode;
  readonly title: string;
  readonly words: string;
  readonly children?: ReactNode;
};

/** A whole pane that says one thing plainly, and what can be done about it. */
export const StatePane = ({ head, title, words, children }: Props) => (
  <main className={styles.pane} id="main" tabIndex={-1}>
    {head && <div className={styles.head}>{head}</div>}
    <div className={styles.middle}>
      <h1 dir="auto">{title}</h1>
      <p dir="auto">{words}</p>
      {children && <div className={styles.buttons}>{children}</div>}
    </div>
  </main>
);
