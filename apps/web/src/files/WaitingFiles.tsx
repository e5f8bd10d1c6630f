import { useText } from '../locales/text.ts';
import { useObservable } from '../lib/use-observable.ts';
import { tray } from './tray.ts';
import { UploadChip } from './UploadChip.tsx';
import styles from './Tray.module.css';

type Props = { readonly clientId: string };

/** The files of a message that waits for them, in its row. */
export const WaitingFiles = ({ clientId }: Props) => {
  const text = useText();
  const mine = useObservable(tray).filter(({ entry }) => entry.clientId === clientId);
  return (
    <div className={styles.waiting}>
      <p>{text('tray.posts')}</p>
      <ul aria-label={text('tray.posts')}>
        {mine.map((upload) => (
          <UploadChip key={upload.entry.id} upload={upload} place={0} isFirst isLast />
        ))}
      </ul>
    </div>
  );
};
