import type { File } from '@rookery/protocol';
import { thumbImage } from './thumb-image.ts';
import { Unavailable } from './Unavailable.tsx';
import { useAvailability } from './use-availability.ts';
import styles from './FileContent.module.css';

type Props = { readonly file: File };

/** A film in its box, with the browser's own player. */
export const Film = ({ file }: Props) => {
  const { url, preview, availability, turn, failed, again } = useAvailability(file.id);
  if (availability !== 'there') return <Unavailable file={file} isGone={availability === 'gone'} onAgain={again} />;
  return (
    <video
      key={turn}
      className={styles.film}
      style={{ backgroundImage: thumbImage(file.thumb) }}
      src={url}
      poster={file.thumb === undefined ? undefined : preview}
      aria-label={file.alt ?? file.name}
      // Without a picture of its own it shows its first one.
      preload={file.thumb === undefined ? 'metadata' : 'none'}
      controls
      playsInline
      onError={failed}
    />
  );
};
