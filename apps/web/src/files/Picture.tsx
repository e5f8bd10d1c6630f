import type { File } from '@rookery/protocol';
import { useState } from 'react';
import { useText } from '../locales/text.ts';
import { dragOut } from './drag-out.ts';
import { kindOf } from './kind-of.ts';
import { ownPicture } from './own-pictures.ts';
import { thumbImage } from './thumb-image.ts';
import { Unavailable } from './Unavailable.tsx';
import { useAvailability } from './use-availability.ts';
import { viewer } from './viewer.ts';
import styles from './FileContent.module.css';

type Props = { readonly file: File; readonly among: readonly File[] };

/** A picture in its box; opens the viewer. */
export const Picture = ({ file, among }: Props) => {
  const text = useText();
  const { url, preview, availability, turn, failed, again } = useAvailability(file.id);
  // Where the server makes none of this one, the picture itself is shown.
  const [hasPreview, setHasPreview] = useState(file.thumb !== undefined);
  // Once it was not there it is asked for anew, from the server.
  const own = turn === 0 ? ownPicture(file.id) : undefined;
  const [isThere, setIsThere] = useState(false);
  if (availability !== 'there') return <Unavailable file={file} isGone={availability === 'gone'} onAgain={again} />;
  return (
    <button
      type="button"
      className={styles.picture}
      // Gone once the picture is there, which may be transparent.
      style={{ backgroundImage: isThere ? undefined : thumbImage(file.thumb) }}
      aria-label={text('files.open', { name: file.alt ?? file.name })}
      draggable
      onDragStart={dragOut(file, url)}
      onClick={() => viewer.open({ files: among.filter((one) => kindOf(one) === 'image'), first: file.id })}
    >
      <img
        key={turn}
        src={own ?? (hasPreview ? preview : url)}
        alt={file.alt ?? file.name}
        // The button is dragged: a picture alone would come back as a file to be sent.
        draggable={false}
        decoding="async"
        onLoad={() => setIsThere(true)}
        onError={() => (own === undefined && hasPreview ? setHasPreview(false) : failed())}
      />
    </button>
  );
};
