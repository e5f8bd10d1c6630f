import { Avatar } from '../../design/Avatar.tsx';
import { Icon } from '../../design/Icon.tsx';
import { useText } from '../../locales/text.ts';
import type { Completion } from './completions.ts';
import styles from './CompletionList.module.css';

type Props = {
  readonly id: string;
  readonly options: readonly Completion[];
  readonly at: number;
  readonly onPoint: (index: number) => void;
  readonly onPick: (completion: Completion) => void;
};

/** The suggestions above a text field. The field keeps the focus and points into the list. */
export const CompletionList = ({ id, options, at, onPoint, onPick }: Props) => {
  const text = useText();
  return (
    <>
      <div className={styles.list} role="listbox" id={id} aria-label={text('completion.title')}>
        {options.map((option, index) => (
          // The field has the keyboard; the mouse must not take its focus away.
          <div
            key={option.key}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            className={styles.option}
            onPointerMove={() => onPoint(index)}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onPick(option)}
          >
            {option.person ? (
              <Avatar userId={option.person.id} name={option.person.displayName} size={24} />
            ) : option.sign ? (
              <span className={styles.sign} aria-hidden="true">
                {option.sign}
              </span>
            ) : (
              <Icon name="hash" size={18} />
            )}
            <b dir="auto">{option.label}</b>
            {option.detail && <small dir="auto">{option.detail}</small>}
          </div>
        ))}
      </div>
      <div role="status" className="visually-hidden">
        {text('completion.count', { count: options.length })}
      </div>
    </>
  );
};
