import { cleanLine } from '@rookery/protocol';
import { useId, type ComponentProps, type ReactNode } from 'react';
import { cleanField } from '../lib/clean-field.ts';
import { Icon } from './Icon.tsx';
import styles from './Field.module.css';

type Props = ComponentProps<'input'> & {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
};

/** Names hold no marks of direction, which an address book adds to what is copied from it. */
const cleanName = (text: string): string => cleanLine(text).replace(/\p{Bidi_Control}/gu, '');

/** A labelled text input that says in words, below it, what is wrong with it. */
export const Field = ({ label, hint, error, onChange, ...rest }: Props) => {
  const id = useId();
  const note = `${id}-note`;
  const hasNote = error !== undefined || hint !== undefined;
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <input
        {...rest}
        id={id}
        className={styles.input}
        onChange={(event) => {
          // Setting the value while an input method composes loses characters.
          if (!(event.nativeEvent as InputEvent).isComposing)
            cleanField(event.currentTarget, rest.name === 'name' ? cleanName : cleanLine);
          onChange?.(event);
        }}
        aria-invalid={error === undefined ? undefined : true}
        aria-describedby={hasNote ? note : undefined}
      />
      {hasNote && (
        <div id={note} aria-live="polite">
          {error === undefined ? (
            <p className={styles.hint}>{hint}</p>
          ) : (
            <p className={styles.error}>
              <Icon name="alert" size={18} />
              {error}
            </p>
          )}
        </div>
      )}
    </div>
  );
};
