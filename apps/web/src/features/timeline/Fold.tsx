import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { Button } from '../../design/Button.tsx';
import { classNames } from '../../design/class-names.ts';
import { useText } from '../../locales/text.ts';
import styles from './MessageBody.module.css';

/** Folding away less than this would cost a click for nothing. */
const leastHidden = 0.15;
const mostRemembered = 200;
/** What the reader has unfolded stays so when it comes into view again. */
const unfolded = new Set<string>();

type Props = { readonly content: string; readonly children: ReactNode };

/** A long message: its first two dozen lines, and a button for the rest. What has the focus is never hidden. */
export const Fold = ({ content, children }: Props) => {
  const text = useText();
  const box = useRef<HTMLDivElement>(null);
  const [isLong, setLong] = useState(true);
  const [isOpen, setOpen] = useState(() => unfolded.has(content));
  useLayoutEffect(() => {
    const { scrollHeight = 0, clientHeight = 0 } = box.current ?? {};
    if (!isOpen) setLong(scrollHeight > clientHeight * (1 + leastHidden));
  }, [isOpen]);
  const open = (on: boolean): void => {
    setOpen(on);
    unfolded.delete(content);
    if (on) unfolded.add(content);
    for (const oldest of unfolded) {
      if (unfolded.size <= mostRemembered) break;
      unfolded.delete(oldest);
    }
  };
  const isFolded = isLong && !isOpen;
  return (
    <>
      <div
        ref={box}
        className={classNames(styles.fold, isFolded && styles.folded)}
        onFocus={({ currentTarget, target }) => {
          if (isFolded && target.getBoundingClientRect().bottom > currentTarget.getBoundingClientRect().bottom)
            open(true);
        }}
      >
        {children}
      </div>
      {isLong && (
        <Button look="plain" className={styles.unfold} aria-expanded={isOpen} onClick={() => open(!isOpen)}>
          {text(isOpen ? 'message.showLess' : 'message.showAll')}
        </Button>
      )}
    </>
  );
};
