import { useLayoutEffect, useRef } from 'react';
import type { TimelineItem } from '@rookery/client';
import { Button } from '../../design/Button.tsx';
import { touch, useMedia } from '../../lib/media.ts';
import { useText } from '../../locales/text.ts';
import { setEdit, useEdits } from '../../store/drafts.ts';
import { MessageField, type MessageFieldHandle } from '../../writing/MessageField.tsx';
import { useScene } from './TimelineContext.ts';
import { useInView } from './use-in-view.ts';
import styles from './MessageEditor.module.css';

type Props = { readonly item: TimelineItem; readonly content: string };

/** Editing in place: what sends in the composer saves here, Esc gives up. What was begun is kept wherever one goes (WEB-14). */
export const MessageEditor = ({ item, content }: Props) => {
  const text = useText();
  const isTouch = useMedia(touch);
  const { actions, conversation } = useScene();
  const { seq } = item.message;
  const begun = useEdits(conversation)[seq ?? 0];
  const box = useRef<HTMLDivElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const field = useRef<MessageFieldHandle>(null);

  // Before the keys that were struck while it was being loaded are given to it.
  useLayoutEffect(() => {
    const written = area.current;
    written?.focus({ preventScroll: true });
    written?.setSelectionRange(written.value.length, written.value.length);
  }, []);
  useInView(box);

  return (
    // Keys in the text are not the row's, nor the app's.
    <div
      ref={box}
      className={styles.editor}
      onKeyDown={(event) => event.target === area.current && event.stopPropagation()}
    >
      <MessageField
        ref={field}
        area={area}
        label={text('message.editField')}
        kept={begun ?? content}
        saysEmpty
        onChange={(value) => {
          if (seq !== undefined) setEdit(conversation, seq, value === content ? undefined : value);
        }}
        onSubmit={(next) => {
          if (next === content) actions.stopEditing(item);
          else actions.saveEdit(item, next);
        }}
        onKey={(event) => {
          if (event.key !== 'Escape') return;
          event.preventDefault();
          actions.stopEditing(item);
        }}
      />
      <div className={styles.foot}>
        <span>{!isTouch && text('message.editHint')}</span>
        <Button onClick={() => actions.stopEditing(item)}>{text('cancel')}</Button>
        <Button look="primary" onClick={() => field.current?.submit()}>
          {text('save')}
        </Button>
      </div>
    </div>
  );
};
