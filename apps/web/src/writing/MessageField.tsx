import { cleanText } from '@rookery/protocol';
import {
  Suspense,
  useContext,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  type RefObject,
} from 'react';
import { IconButton } from '../design/IconButton.tsx';
import { TextArea } from '../design/TextArea.tsx';
import { classNames } from '../design/class-names.ts';
import { EmojiPicker } from '../emoji/LazyEmojiPicker.tsx';
import { isImeKey } from '../lib/ime.ts';
import { touch, useMedia } from '../lib/media.ts';
import { charactersLeft } from '../lib/message-size.ts';
import { replaceRange } from '../lib/replace-range.ts';
import { showsNothing } from '../lib/shows-nothing.ts';
import { useText } from '../locales/text.ts';
import { lazyPart } from '../shell/lazy-part.tsx';
import { longestDraft } from '../store/drafts.ts';
import { usePreference } from '../store/preferences.ts';
import { CompletionContext } from './CompletionContext.ts';
import { completing, format } from './completing.ts';
import { useCompletion } from './use-completion.ts';
import styles from './MessageField.module.css';

const CompletionList = lazyPart(async () => (await import('./CompletionList.tsx')).CompletionList);

export type MessageFieldHandle = {
  /** Hands the text on, or says why not. */
  readonly submit: () => void;
  /** Sets the text, without `onChange`. */
  readonly set: (text: string) => void;
};

type Props = {
  readonly ref: Ref<MessageFieldHandle>;
  readonly area: RefObject<HTMLTextAreaElement | null>;
  readonly id?: string;
  readonly label: string;
  readonly placeholder?: string;
  /** What is kept of it: what another tab makes of it appears in the field. */
  readonly kept: string;
  /** Something else is sent along: the text may be empty. */
  readonly mayBeEmpty?: boolean;
  /** An empty field is refused in words; without it, Enter in one does nothing. */
  readonly saysEmpty?: boolean;
  /** Stands above what is written. */
  readonly bar?: ReactNode;
  /** Stands before what is written. */
  readonly lead?: ReactNode;
  /** Stands beside what is written. */
  readonly button?: (state: { readonly isReady: boolean }) => ReactNode;
  readonly onChange: (text: string) => void;
  /** Only what the server would take. */
  readonly onSubmit: (content: string) => void;
  readonly onBlur?: () => void;
  /** A key that neither an input method nor the suggestions took, and that does not submit. */
  readonly onKey: (event: KeyboardEvent<HTMLTextAreaElement>) => void;
};

/** Where a message is written, a new one or another version of it: completion, emoji, marks, and what is too long or shows nothing. */
export const MessageField = ({
  ref,
  area,
  id,
  label,
  placeholder,
  kept,
  mayBeEmpty = false,
  saysEmpty = false,
  bar,
  lead,
  button,
  onChange,
  onSubmit,
  onBlur,
  onKey,
}: Props) => {
  const text = useText();
  const isTouch = useMedia(touch);
  const sendsByEnter = usePreference('sendBy') === 'enter' && !isTouch;
  const composing = useRef(false);
  // React would put another default into the field by itself.
  const [first] = useState(kept);
  const [isEmpty, setIsEmpty] = useState(() => showsNothing(kept));
  const [left, setLeft] = useState(() => charactersLeft(kept));
  const [note, setNote] = useState<string>();
  const [picker, setPicker] = useState<HTMLElement>();
  const completion = useCompletion(area, useContext(CompletionContext));

  const measure = () => {
    const value = area.current?.value ?? '';
    setIsEmpty(showsNothing(value));
    setLeft(charactersLeft(value));
    setNote(undefined);
  };

  const submit = () => {
    const content = cleanText(area.current?.value ?? '').trim();
    const room = charactersLeft(content);
    if (showsNothing(content) && !(mayBeEmpty && content === '')) {
      if (content !== '' || saysEmpty) setNote(text('composer.showsNothing'));
    } else if (room !== undefined && room < 0) setLeft(room);
    else onSubmit(content);
  };

  const set = (value: string) => {
    if (area.current) area.current.value = value;
    measure();
    completion.close();
  };
  useImperativeHandle(ref, () => ({ submit, set }));

  useLayoutEffect(() => {
    const field = area.current;
    // Blanks alone are not kept, nor what is far too long.
    if (!field || field.value.slice(0, longestDraft).trim() === kept.trim()) return;
    const { selectionStart: caret, value } = field;
    set(kept);
    // What was typed elsewhere at the same time stands below.
    if (value !== '' && kept.startsWith(`${value}\n`)) field.setSelectionRange(caret, caret);
    // When something else is kept; `set` is new in every render.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [area, kept]);

  const isTooLong = (left ?? 0) < 0;
  return (
    <div className={styles.field}>
      <Suspense>{completion.isOpen && <CompletionList {...completion.listProps} />}</Suspense>
      <div className={styles.box} onClick={(event) => event.target === event.currentTarget && area.current?.focus()}>
        {bar}
        <div className={classNames(styles.line, lead !== undefined && styles.led)}>
          {lead}
          <div className={styles.written}>
            <TextArea
              ref={area}
              id={id}
              className={styles.area}
              aria-label={label}
              placeholder={placeholder}
              defaultValue={first}
              // Browsers stand still over a megabyte in a field, and no more than this would be kept.
              maxLength={longestDraft}
              enterKeyHint={sendsByEnter ? 'send' : 'enter'}
              {...completion.fieldProps}
              onInput={({ currentTarget }) => {
                measure();
                completion.look();
                onChange(currentTarget.value);
              }}
              onSelect={completion.look}
              onBlur={() => {
                completion.close();
                onBlur?.();
              }}
              onPaste={(event) => {
                if (completing()?.pasteAsWritten(event.currentTarget, event.clipboardData)) event.preventDefault();
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
                if (event.key === 'Enter' && !event.altKey && !event.shiftKey && (hasModifier || sendsByEnter)) {
                  event.preventDefault();
                  submit();
                } else if (format(event.currentTarget, event.nativeEvent)) event.preventDefault();
                else onKey(event);
              }}
            />
            <span className={styles.hint} dir="auto" aria-hidden="true">
              {placeholder}
            </span>
          </div>
          <IconButton
            icon="smile"
            label={text('composer.emoji')}
            aria-haspopup="dialog"
            aria-expanded={picker !== undefined}
            onClick={(event) => setPicker(event.currentTarget)}
          />
          {button?.({ isReady: (!isEmpty || mayBeEmpty) && !isTooLong })}
        </div>
        <div className={classNames(styles.foot, (isTooLong || note !== undefined) && styles.over)} role="status">
          {note ??
            (left === undefined
              ? undefined
              : text(isTooLong ? 'composer.tooLong' : 'composer.left', { count: Math.abs(left) }))}
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
