import { limits, utf8Bytes } from '@rookery/protocol';
import { useEffect, useRef } from 'react';
import type { TimelineItem } from '@rookery/client';
import { Button } from '../../design/Button.tsx';
import { isImeKey } from '../../lib/ime.ts';
import { useText } from '../../locales/text.ts';
import { TextArea } from '../../design/TextArea.tsx';
import { withEmojiSigns } from '../../emoji/load.ts';
import { useScene } from './TimelineContext.ts';
import styles from './MessageEditor.module.css';

type Props = { readonly item: TimelineItem; readonly content: string };

/** Editing in place: Enter saves, Esc gives up. */
export const MessageEditor = ({ item, content }: Props) => {
  const text = useText();
  const { actions } = useScene();
  const area = useRef<HTMLTextAreaElement>(null);

  useEffect(() => {
    const field = area.current;
    field?.focus({ preventScroll: true });
    field?.setSelectionRange(field.value.length, field.value.length);
  }, []);

  const save = () => {
    const next = withEmojiSigns(area.current?.value ?? '').trim();
    if (next === '' || utf8Bytes(next) > limits.contentBytes) return;
    if (next === content) actions.stopEditing();
    else actions.saveEdit(item, next);
  };

  return (
    <div className={styles.editor}>
      <TextArea
        ref={area}
        className={styles.area}
        aria-label={text('message.editField')}
        defaultValue={content}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (isImeKey(event)) return;
          if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
            event.preventDefault();
            save();
          } else if (event.key === 'Escape') {
            event.preventDefault();
            actions.stopEditing();
          }
        }}
      />
      <div className={styles.foot}>
        <span>{text('message.editHint')}</span>
        <Button onClick={actions.stopEditing}>{text('cancel')}</Button>
        <Button look="primary" onClick={save}>
          {text('save')}
        </Button>
      </div>
    </div>
  );
};
