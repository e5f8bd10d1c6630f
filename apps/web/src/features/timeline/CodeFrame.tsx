import type { ReactNode } from 'react';
import { classNames } from '../../design/class-names.ts';
import styles from './MessageBody.module.css';

type Props = {
  readonly name: string;
  readonly buttons?: ReactNode;
  readonly wraps?: boolean;
  readonly children: ReactNode;
};

/** The box of a fence, with its language in words. */
export const CodeFrame = ({ name, buttons, wraps, children }: Props) => (
  <figure className={styles.fence} dir="ltr">
    <figcaption className={styles.fenceHead}>
      <span>{name}</span>
      {buttons}
    </figcaption>
    {/* Focusable, so that a keyboard can scroll a long line. */}
    <pre className={classNames(styles.pre, wraps && styles.wrapped)} tabIndex={0} aria-label={name}>
      <code>{children}</code>
    </pre>
  </figure>
);
