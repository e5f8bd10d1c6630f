import { Button } from '../../design/Button.tsx';
import { Skeleton } from '../../design/Skeleton.tsx';
import { useText } from '../../locales/text.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import styles from './Kept.module.css';

type Props = {
  readonly isKnown: boolean;
  readonly failure: unknown;
  readonly empty: string;
  readonly again: () => void;
};

/** What stands in place of a list that is not there yet, or has nothing in it. */
export const ListNote = ({ isKnown, failure, empty, again }: Props) => {
  const text = useText();
  if (isKnown) return <p className={styles.empty}>{empty}</p>;
  if (failure === undefined)
    return (
      <div className={styles.waiting} aria-busy="true">
        <Skeleton width="100%" height={64} />
        <Skeleton width="100%" height={64} />
      </div>
    );
  return (
    <div className={styles.empty} role="status">
      <p>{thrownText(text, failure)}</p>
      <Button onClick={again}>{text('files.again')}</Button>
    </div>
  );
};
