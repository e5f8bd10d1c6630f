import { cleanText } from '@rookery/protocol';
import { useEffect, useRef, useState } from 'react';
import type { TimelineItem } from '@rookery/client';
import { Button } from '../../design/Button.tsx';
import { isImeKey } from '../../lib/ime.ts';
import { charactersLeft } from '../../lib/message-size.ts';
import { showsNothing } from '../../lib/shows-nothing.ts';
import { useText } from '../../locales/text.ts';
import { draftOf, setEdit } from '../../store/drafts.ts';
import { TextArea } from '../../design/TextArea.tsx';
import { useScene } from './TimelineContext.ts';
import styles from './MessageEditor.module.css';

type Props = { readonly item: TimelineItem; readonly content: string };

/** Editing in place: Enter saves, Esc gives up. What was begun is kept wherever one goes (WEB-14). */
export const MessageEditor = ({ item, content }: Props) => {
  const text = useText();
  const { actions, conversation } = useScene();
  const { seq } = item.message;
  const begun = seq === undefined ? undefined : draftOf(conversation).edits?.[seq];
  const area = useRef<HTMLTextAreaElement>(null);
  const [note, setNote] = useState<string>();

  useEffect(() => {
    const field = area.current;
    field?.focus({ preventScroll: true });
    field?.setSelectionRange(field.value.length, field.value.length);
  }, []);

  const save = () => {
    const next = cleanText(area.current?.value ?? '').trim();
    if (showsNothing(next)) {
      setNote(text('composer.showsNothing'));
      return;
    }
    const left = charactersLeft(next) ?? 0;
    if (left < 0) {
      setNote(text('composer.tooLong', { count: -left }));
      return;
    }
    if (next === content) actions.stopEditing(item);
    else actions.saveEdit(item, next);
  };

  return (
    <div className={styles.editor}>
      <TextArea
        ref={area}
        className={styles.area}
        aria-label={text('message.editField')}
        defaultValue={begun ?? content}
        onInput={({ currentTarget: { value } }) => {
          setNote(undefined);
          if (seq !== undefined) setEdit(conversation, seq, value === content ? undefined : value);
        }}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (isImeKey(event)) return;
          if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
            event.preventDefault();
            save();
          } else if (event.key === 'Escape') {
            event.preventDefault();
            actions.stopEditing(item);
          }
        }}
      />
      <div role="status" className={styles.note}>
        {note}
      </div>
      <div className={styles.foot}>
        <span>{text('message.editHint')}</span>
        <Button onClick={() => actions.stopEditing(item)}>{text('cancel')}</Button>
        <Button look="primary" onClick={save}>
          {text('save')}
        </Button>
      </div>
    </div>
  );
};
