import { useLayoutEffect, type ComponentProps, type RefObject } from 'react';
import { classNames } from './class-names.ts';
import styles from './TextArea.module.css';

const growsByItself = typeof CSS !== 'undefined' && CSS.supports('field-sizing', 'content');

type Props = Omit<ComponentProps<'textarea'>, 'ref'> & { readonly ref: RefObject<HTMLTextAreaElement | null> };

/** A textarea as tall as its text. Uncontrolled: setting `value` while an input method composes loses characters. */
export const TextArea = ({ ref, className, onInput, ...rest }: Props) => {
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
      onInput={(event) => {
        fit();
        onInput?.(event);
      }}
    />
  );
};
