import { cleanText, type Message } from '@rookery/protocol';
import { useEffect, useImperativeHandle, useMemo, useRef, useState, type ReactNode, type Ref } from 'react';
import { useConnection } from '../../sdk/use-connection.ts';
import type { Person } from '@rookery/client';
import { Button } from '../../design/Button.tsx';
import { Icon } from '../../design/Icon.tsx';
import { IconButton } from '../../design/IconButton.tsx';
import { classNames } from '../../design/class-names.ts';
import { isImeKey } from '../../lib/ime.ts';
import { touch, useMedia } from '../../lib/media.ts';
import { charactersLeft } from '../../lib/message-size.ts';
import { showsNothing } from '../../lib/shows-nothing.ts';
import { useText } from '../../locales/text.ts';
import { draftOf, setDraft } from '../../store/drafts.ts';
import { EmojiPicker } from '../../emoji/LazyEmojiPicker.tsx';
import { wantEmojis } from '../../emoji/load.ts';
import { CompletionList } from './CompletionList.tsx';
import { replaceRange } from '../../lib/replace-range.ts';
import { toggleMark } from './edit-text.ts';
import { TextArea } from '../../design/TextArea.tsx';
import { ReplyBar } from './ReplyBar.tsx';
import { useCompletion } from './use-completion.ts';
import { useTypingSignal } from './use-typing-signal.ts';
import styles from './Composer.module.css';

export type ComposerHandle = { readonly focus: () => void };

type Props = {
  readonly ref?: Ref<ComposerHandle>;
  /** Where the draft is kept. */
  readonly draftKey: string;
  readonly placeholder: string;
  readonly people: readonly Person[];
  readonly rooms: readonly { readonly id: string; readonly name: string }[];
  readonly replyTo: Message | undefined;
  /** Stands above what is written. */
  readonly bar?: ReactNode;
  readonly onCancelReply: () => void;
  readonly onSend: (content: string) => void;
  readonly onTyping: (on: boolean) => void;
  /** ↑ in an empty composer. */
  readonly onEditLast: () => void;
  /** Shift+↑ in an empty composer. */
  readonly onReplyLast: () => void;
};

const marks: Readonly<Record<string, string>> = { b: '**', i: '*', e: '`' };

export const Composer = ({
  ref,
  draftKey,
  placeholder,
  people,
  rooms,
  replyTo,
  bar,
  onCancelReply,
  onSend,
  onTyping,
  onEditLast,
  onReplyLast,
}: Props) => {
  const text = useText();
  const isTouch = useMedia(touch);
  const isOnline = useConnection().state !== 'reconnecting';
  const area = useRef<HTMLTextAreaElement>(null);
  const composing = useRef(false);
  const [isEmpty, setIsEmpty] = useState(() => showsNothing(draftOf(draftKey).text));
  const [left, setLeft] = useState(() => charactersLeft(draftOf(draftKey).text));
  const [note, setNote] = useState<string>();
  const [picker, setPicker] = useState<HTMLElement>();
  const sources = useMemo(() => ({ people, rooms }), [people, rooms]);
  const completion = useCompletion(area, sources);
  const typing = useTypingSignal(onTyping);

  useImperativeHandle(ref, () => ({ focus: () => area.current?.focus() }));

  useEffect(() => {
    // Prefetched, so that `:` completes at once.
    const timer = setTimeout(wantEmojis, 1_500);
    return () => clearTimeout(timer);
  }, []);

  useEffect(() => {
    if (!isTouch) area.current?.focus({ preventScroll: true });
    const field = area.current;
    field?.setSelectionRange(field.value.length, field.value.length);
  }, [draftKey, isTouch]);

  const changed = () => {
    const value = area.current?.value ?? '';
    setIsEmpty(showsNothing(value));
    setLeft(charactersLeft(value));
    setNote(undefined);
    setDraft(draftKey, { text: value, replyTo: replyTo?.seq });
    completion.look();
    if (value.trim() === '') typing.stopped();
    else typing.typed();
  };

  const send = () => {
    const field = area.current;
    if (!field) return;
    const content = cleanText(field.value).trim();
    if (showsNothing(content)) {
      if (content !== '') setNote(text('composer.showsNothing'));
      return;
    }
    const room = charactersLeft(content);
    if (room !== undefined && room < 0) {
      setLeft(room);
      return;
    }
    field.value = '';
    typing.sent();
    changed();
    // After the draft is noted as empty, with the reply it had: sending ends that too.
    onSend(content);
    completion.close();
    field.focus();
  };

  return (
    <div className={styles.composer}>
      {completion.isOpen && <CompletionList {...completion.listProps} />}
      <div className={styles.box} onClick={(event) => event.target === event.currentTarget && area.current?.focus()}>
        {bar}
        {replyTo && <ReplyBar message={replyTo} onCancel={onCancelReply} />}
        <div className={styles.line}>
          <TextArea
            ref={area}
            id="composer"
            className={styles.area}
            aria-label={placeholder}
            placeholder={isOnline ? placeholder : text('composer.offline')}
            defaultValue={draftOf(draftKey).text}
            enterKeyHint={isTouch ? 'enter' : 'send'}
            {...completion.fieldProps}
            onInput={changed}
            onSelect={completion.look}
            onBlur={() => {
              completion.close();
              typing.stopped();
            }}
            onCompositionStart={() => {
              composing.current = true;
            }}
            onCompositionEnd={() => {
              composing.current = false;
            }}
            onKeyDown={(event) => {
              if (isImeKey(event) || composing.current) {
                event.stopPropagation();
                return;
              }
              if (completion.takesKey(event)) return;
              const hasModifier = event.ctrlKey || event.metaKey;
              const isBare = !hasModifier && !event.altKey;
              if (event.key === 'Enter' && !event.altKey && !event.shiftKey && (hasModifier || !isTouch)) {
                event.preventDefault();
                send();
              } else if (event.key === 'ArrowUp' && isBare && event.currentTarget.value === '') {
                event.preventDefault();
                if (event.shiftKey) onReplyLast();
                else onEditLast();
              } else if (hasModifier && !event.altKey && !event.shiftKey && marks[event.key]) {
                event.preventDefault();
                toggleMark(event.currentTarget, marks[event.key] ?? '');
              }
            }}
          />
          <IconButton
            icon="smile"
            label={text('composer.emoji')}
            aria-haspopup="dialog"
            aria-expanded={picker !== undefined}
            onClick={(event) => setPicker(event.currentTarget)}
          />
          <Button
            look="primary"
            className={styles.send}
            disabled={isEmpty || (left ?? 0) < 0}
            aria-label={isTouch ? text('composer.send') : undefined}
            // The field keeps the focus, and the on-screen keyboard stays.
            onPointerDown={(event) => event.preventDefault()}
            onClick={send}
          >
            {isTouch ? <Icon name="send" size={20} /> : text('composer.send')}
          </Button>
        </div>
        <div className={classNames(styles.foot, (left ?? 0) < 0 && styles.over)} role="status">
          {note ??
            (left === undefined
              ? undefined
              : text(left < 0 ? 'composer.tooLong' : 'composer.left', { count: Math.abs(left) }))}
        </div>
      </div>
      {picker && (
        <EmojiPicker
          anchor={picker}
          onClose={() => setPicker(undefined)}
          onPick={(sign) => {
            setPicker(undefined);
            const field = area.current;
            if (field) replaceRange(field, field.selectionStart, field.selectionEnd, sign);
          }}
        />
      )}
    </div>
  );
};
