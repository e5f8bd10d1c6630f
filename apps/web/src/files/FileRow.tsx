import type { File } from '@rookery/protocol';
import { Icon } from '../design/Icon.tsx';
import { useFormatLocale, useText } from '../locales/text.ts';
import { dragOut } from './drag-out.ts';
import { fileIcon } from './file-icon.ts';
import { byteSize } from '../lib/byte-size.ts';
import { saveFile } from './save-file.ts';
import { useAvailability } from './use-availability.ts';
import styles from './FileContent.module.css';

type Props = { readonly file: File; readonly isGone?: boolean };

/** A file by its name: what it is, how large, and the way to have it. */
export const FileRow = ({ file, isGone = false }: Props) => {
  const text = useText();
  const locale = useFormatLocale();
  const { url, availability, ask } = useAvailability(file.id);
  const words = (
    <span className={styles.words}>
      <bdi>{file.name === '' ? text('files.nameless') : file.name}</bdi>
      <small role={availability === 'there' ? undefined : 'status'}>
        {isGone || availability === 'gone'
          ? text('files.gone')
          : availability === 'failed'
            ? text('files.failed')
            : byteSize(file.bytes, locale)}
      </small>
    </span>
  );
  if (isGone || availability === 'gone')
    return (
      <div className={styles.row}>
        <Icon name="alert" />
        {words}
      </div>
    );
  return (
    <a
      className={styles.row}
      href={url}
      download={file.name}
      onDragStart={dragOut(file, url)}
      onClick={(event) => {
        // A browser would save the server's refusal under the file's name, or fail without a word.
        event.preventDefault();
        void ask().then((now) => now === 'there' && saveFile(url, file.name));
      }}
    >
      <Icon name={fileIcon(file)} />
      <span className="visually-hidden">{text('files.download')}</span>
      {words}
      <Icon name="download" size={18} />
    </a>
  );
};
