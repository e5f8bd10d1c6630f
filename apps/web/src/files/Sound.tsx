import type { File } from '@rookery/protocol';
import { FileRow } from './FileRow.tsx';
import { useAvailability } from './use-availability.ts';
import styles from './FileContent.module.css';

type Props = { readonly file: File };

/** Sound, with the browser's own player below its name. */
export const Sound = ({ file }: Props) => {
  const { url, availability, turn, failed } = useAvailability(file.id);
  return (
    <div className={styles.sound}>
      <FileRow file={file} isGone={availability === 'gone'} />
      {availability === 'there' && (
        <audio key={turn} src={url} aria-label={file.name} preload="none" controls onError={failed} />
      )}
    </div>
  );
};
