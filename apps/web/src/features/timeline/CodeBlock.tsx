import { useRef, useState } from 'react';
import { IconButton } from '../../design/IconButton.tsx';
import { copyText } from '../../lib/clipboard.ts';
import { useText } from '../../locales/text.ts';
import styles from './MessageBody.module.css';

const shownMs = 1_500;

type Props = { readonly language: string; readonly code: string };

/** A fence: its language in words, a button that copies it, and lines that scroll rather than wrap. */
export const CodeBlock = ({ language, code }: Props) => {
  const text = useText();
  const [copied, setCopied] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  return (
    <figure className={styles.fence} dir="ltr">
      <figcaption className={styles.fenceHead}>
        <span>{language || text('code.plain')}</span>
        <IconButton
          small
          icon={copied ? 'check' : 'copy'}
          label={copied ? text('code.copied') : text('code.copy')}
          onClick={() =>
            void copyText(code).then((done) => {
              if (!done) return;
              setCopied(true);
              clearTimeout(timer.current);
              timer.current = setTimeout(() => setCopied(false), shownMs);
            })
          }
        />
      </figcaption>
      {/* Focusable, so that a keyboard can scroll a long line. */}
      <pre className={styles.pre} tabIndex={0} aria-label={language || text('code.plain')}>
        <code>{code}</code>
      </pre>
    </figure>
  );
};
