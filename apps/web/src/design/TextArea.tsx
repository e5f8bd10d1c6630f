import { cleanText } from '@rookery/protocol';
import { useLayoutEffect, type ClipboardEvent, type ComponentProps, type RefObject } from 'react';
import { cleanField } from '../lib/clean-field.ts';
import { replaceRange } from '../lib/replace-range.ts';
import { classNames } from './class-names.ts';
import styles from './TextArea.module.css';

const growsByItself = typeof CSS !== 'undefined' && CSS.supports('field-sizing', 'content');

type Props = Omit<ComponentProps<'textarea'>, 'ref'> & { readonly ref: RefObject<HTMLTextAreaElement | null> };

/** A paste that the server would take as it is goes the browser's own way; of any other the clean text is pasted. */
const pasteClean = (event: ClipboardEvent<HTMLTextAreaElement>) => {
  const pasted = event.clipboardData.getData('text/plain');
  const cleaned = cleanText(pasted);
  if (cleaned === pasted.replace(/\r\n?/g, '\n')) return;
  event.preventDefault();
  const field = event.currentTarget;
  const { maxLength, selectionStart: start, selectionEnd: end, value } = field;
  const fitting = maxLength < 0 ? cleaned : cleaned.slice(0, Math.max(0, maxLength - value.length + end - start));
  if (fitting !== '') replaceRange(field, start, end, fitting);
};

/**
 * A textarea as tall as its text, which holds nothing that the server would not take. Uncontrolled: setting `value` while an input
 * method composes loses characters.
 */
export const TextArea = ({ ref, className, onInput, onPaste, ...rest }: Props) => {
  const fit = () => {
    const area = ref.current;
    if (growsByItself || !area) return;
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight}px`;
  };
  useLayoutEffect(fit);
  return (
    <textarea
      {...rest}
      ref={ref}
      rows={1}
      dir="auto"
      className={classNames(styles.area, className)}
      onPaste={(event) => {
        onPaste?.(event);
        if (!event.defaultPrevented) pasteClean(event);
      }}
      onInput={(event) => {
        if (!(event.nativeEvent as InputEvent).isComposing) cleanField(event.currentTarget, cleanText);
        fit();
        onInput?.(event);
      }}
    />
  );
};
