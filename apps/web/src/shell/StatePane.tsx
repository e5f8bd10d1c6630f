import type { ReactNode } from 'react';
import styles from './StatePane.module.css';

type Props = {
  readonly head?: ReactNode;
  readonly title: string;
  readonly words: string;
  readonly children?: ReactNode;
  /** It stands in a part of the window that is not its main one: the page has one landmark and one heading of that kind. */
  readonly isPart?: boolean;
};

/** A whole pane that says one thing plainly, and what can be done about it. */
export const StatePane = ({ head, title, words, children, isPart = false }: Props) => {
  const [Frame, Heading] = isPart ? (['div', 'h2'] as const) : (['main', 'h1'] as const);
  return (
    <Frame className={styles.pane} {...(!isPart && { id: 'main', tabIndex: -1 })}>
      {head && <div className={styles.head}>{head}</div>}
      <div className={styles.middle}>
        <Heading dir="auto">{title}</Heading>
        <p dir="auto">{words}</p>
        {children && <div className={styles.buttons}>{children}</div>}
      </div>
    </Frame>
  );
};
