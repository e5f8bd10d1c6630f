import { useText } from '../locales/text.ts';
import { useObservable } from '../lib/use-observable.ts';
import { tray } from './tray.ts';
import { UploadChip } from './UploadChip.tsx';
import styles from './Tray.module.css';

type Props = { readonly trayKey: string };

/** What a composer sends along, and the messages of it that wait for their files and stand in no timeline here. */
export const Tray = ({ trayKey }: Props) => {
  const text = useText();
  const mine = useObservable(tray).filter(({ entry }) => entry.draft === trayKey);
  const begun = mine.filter(({ entry }) => entry.clientId === undefined);
  const posts = Map.groupBy(
    mine.filter(({ isElsewhere }) => isElsewhere),
    ({ entry }) => entry.clientId,
  );
  return (
    <div className={styles.tray}>
      {[...posts].map(([clientId, uploads]) => (
        <section key={clientId} aria-label={text('tray.posts')}>
          <p>{text('tray.posts')}</p>
          <ul>
            {uploads.map((upload) => (
              <UploadChip key={upload.entry.id} upload={upload} place={0} isFirst isLast />
            ))}
          </ul>
        </section>
      ))}
      {begun.length > 0 && (
        <ul aria-label={text('tray.begun')}>
          {begun.map((upload, index) => (
            <UploadChip
              key={upload.entry.id}
              upload={upload}
              place={index}
              isFirst={index === 0}
              isLast={index === begun.length - 1}
            />
          ))}
        </ul>
      )}
    </div>
  );
};
