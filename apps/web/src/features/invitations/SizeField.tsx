import { useId } from 'react';
import { Icon } from '../../design/Icon.tsx';
import fields from '../../design/Field.module.css';
import { sizeParts, sizeUnits } from '../../lib/size-parts.ts';
import { useText } from '../../locales/text.ts';
import styles from './FileLimits.module.css';

type Props = {
  readonly label: string;
  readonly name: string;
  readonly bytes: number;
  readonly error: string | undefined;
};

/** A size as a number and a unit: the fields `name` and `name.unit` of a form. */
export const SizeField = ({ label, name, bytes, error }: Props) => {
  const text = useText();
  const id = useId();
  const { count, unit } = sizeParts(bytes);
  return (
    <div className={fields.field}>
      <label className={fields.label} htmlFor={id}>
        {label}
      </label>
      <div className={styles.size}>
        <input
          id={id}
          className={fields.input}
          name={name}
          defaultValue={count}
          inputMode="decimal"
          maxLength={13}
          autoComplete="off"
          aria-invalid={error === undefined ? undefined : true}
          aria-describedby={error === undefined ? undefined : `${id}-note`}
        />
        <select
          className={fields.input}
          name={`${name}.unit`}
          defaultValue={unit}
          aria-label={text('fileLimits.unit', { label })}
        >
          {sizeUnits.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </div>
      <div id={`${id}-note`} aria-live="polite">
        {error !== undefined && (
          <p className={fields.error}>
            <Icon name="alert" size={18} />
            {error}
          </p>
        )}
      </div>
    </div>
  );
};
