import { useImperativeHandle, useRef, type Ref } from 'react';
import { TextArea } from '../../design/TextArea.tsx';
import { useText } from '../../locales/text.ts';
import { draftOf } from '../../store/drafts.ts';
import type { ComposerHandle } from './Composer.tsx';
import styles from './Composer.module.css';

type Props = {
  readonly ref?: Ref<ComposerHandle>;
  readonly draftKey: string;
  /** Why nothing can be written. */
  readonly words: string;
};

/** In the composer's place where nothing can be written. What had been begun can still be copied. */
export const ClosedComposer = ({ ref, draftKey, words }: Props) => {
  const text = useText();
  const box = useRef<HTMLDivElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  useImperativeHandle(ref, () => ({ focus: () => box.current?.focus({ preventScroll: true }) }));
  const { text: begun } = draftOf(draftKey);
  return (
    <div className={styles.composer}>
      <div ref={box} id="composer" tabIndex={-1} className={styles.closed}>
        <p role="status" dir="auto">
          {words}
        </p>
        {begun.trim() !== '' && (
          <TextArea ref={area} readOnly aria-label={text('composer.begun')} defaultValue={begun} />
        )}
      </div>
    </div>
  );
};
