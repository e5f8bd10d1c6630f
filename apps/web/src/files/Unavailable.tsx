import type { File } from '@rookery/protocol';
import { Icon } from '../design/Icon.tsx';
import { useText } from '../locales/text.ts';
import styles from './FileContent.module.css';

type Props = {
  readonly file: File;
  readonly isGone: boolean;
  readonly onAgain: () => void;
};

/** In a file's place where it cannot be had: for good, or until it is tried again. */
export const Unavailable = ({ file, isGone, onAgain }: Props) => {
  const text = useText();
  return (
    <div className={styles.unavailable} role="status">
      <Icon name="alert" />
      <bdi>{file.name}</bdi>
      <span>{text(isGone ? 'files.gone' : 'files.failed')}</span>
      {!isGone && (
        <button type="button" onClick={onAgain}>
          {text('files.again')}
        </button>
      )}
    </div>
  );
};
