import { useId, useRef } from 'react';
import fields from '../../design/Field.module.css';
import { TextArea } from '../../design/TextArea.tsx';
import { useText } from '../../locales/text.ts';

type Props = { readonly draft: string; readonly required?: boolean; readonly error: string | undefined };

/** What was begun in the composer, with its lines, before it goes another way than by its button. */
export const DraftField = ({ draft, required = true, error }: Props) => {
  const text = useText();
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  return (
    <div className={fields.field}>
      <label className={fields.label} htmlFor={id}>
        {text('later.content')}
      </label>
      <TextArea
        ref={area}
        id={id}
        className={fields.input}
        data-autofocus
        name="content"
        defaultValue={draft}
        autoComplete="off"
        required={required}
        aria-invalid={error === undefined ? undefined : true}
        aria-describedby={error === undefined ? undefined : `${id}-note`}
      />
      <p id={`${id}-note`} aria-live="polite" className={fields.error}>
        {error}
      </p>
    </div>
  );
};
