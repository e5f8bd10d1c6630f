import { useText } from '../locales/text.ts';
import { plainLine } from '../lib/plain-line.ts';
import { useObservable } from '../lib/use-observable.ts';
import { tray } from './tray.ts';
import { UploadChip } from './UploadChip.tsx';
import styles from './Tray.module.css';

type Props = { readonly trayKey: string };

/** What a composer sends along, and the messages of it that wait for their files. */
export const Tray = ({ trayKey }: Props) => {
  const text = useText();
  const { uploads, posts } = useObservable(tray);
  const mine = uploads.filter(({ key }) => key === trayKey);
  const begun = mine.filter(({ post }) => post === undefined);
  return (
    <div className={styles.tray}>
      {posts
        .filter(({ key }) => key === trayKey)
        .map(({ id, words }) => (
          <section key={id} aria-label={text('tray.posts')}>
            <p>
              {text('tray.posts')} <bdi>{plainLine(words)}</bdi>
            </p>
            <ul>
              {mine
                .filter(({ post }) => post === id)
                .map((upload) => (
                  <UploadChip key={upload.id} upload={upload} isFirst isLast />
                ))}
            </ul>
          </section>
        ))}
      {begun.length > 0 && (
        <ul aria-label={text('tray.begun')}>
          {begun.map((upload, index) => (
            <UploadChip key={upload.id} upload={upload} isFirst={index === 0} isLast={index === begun.length - 1} />
          ))}
        </ul>
      )}
    </div>
  );
};
