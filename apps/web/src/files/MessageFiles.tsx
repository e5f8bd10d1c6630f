import type { File } from '@rookery/protocol';
import { Suspense } from 'react';
import { classNames } from '../design/class-names.ts';
import { useText } from '../locales/text.ts';
import { lazyPart } from '../shell/lazy-part.tsx';
import { boxSize } from './box-size.ts';
import { kindOf } from './kind-of.ts';
import styles from './MessageFiles.module.css';

const FileContent = lazyPart(async () => (await import('./FileContent.tsx')).FileContent);

type Props = { readonly files: readonly File[] };

/**
 * The files of a message. Every box has its size from what the message says, before the code that fills it and the bytes are there: nothing
 * in the timeline moves when they come. [WEB-130]
 */
export const MessageFiles = ({ files }: Props) => {
  const text = useText();
  const seen = files.filter((file) => /image|video/.test(kindOf(file)));
  const others = files.filter((file) => !seen.includes(file));
  const list = (some: readonly File[], isGrid: boolean) =>
    some.length > 0 && (
      <ul
        className={
          isGrid
            ? classNames(styles.grid, some.length === 2 || some.length === 4 ? styles.pairs : undefined)
            : styles.list
        }
      >
        {some.map((file) => {
          // With a waveform it is a voice message, which has no name of its own.
          const kind = kindOf(file) === 'audio' && file.waveform !== undefined ? 'voice' : kindOf(file);
          const size = boxSize(file);
          const isAlone = seen.includes(file) && !isGrid;
          return (
            <li
              key={file.id}
              className={styles[isAlone ? 'alone' : isGrid ? 'cell' : kind]}
              style={isAlone ? { width: size.width, aspectRatio: `${size.width} / ${size.height}` } : undefined}
            >
              <Suspense>
                <FileContent file={file} among={seen} />
              </Suspense>
            </li>
          );
        })}
      </ul>
    );
  return (
    <div className={styles.files} role="group" aria-label={text('files.count', { count: files.length })}>
      {list(seen, seen.length > 1)}
      {list(others, false)}
    </div>
  );
};
