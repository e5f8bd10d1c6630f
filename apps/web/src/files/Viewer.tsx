import type { File, FileId } from '@rookery/protocol';
import { useEffect, useRef, useState } from 'react';
import { Dialog } from '../design/Dialog.tsx';
import { IconButton } from '../design/IconButton.tsx';
import { useFormatLocale, useText } from '../locales/text.ts';
import { byteSize } from '../lib/byte-size.ts';
import { saveFile } from './save-file.ts';
import { thumbImage } from './thumb-image.ts';
import { Unavailable } from './Unavailable.tsx';
import { useAvailability } from './use-availability.ts';
import { useZoom } from './use-zoom.ts';
import styles from './Viewer.module.css';

type Props = { readonly files: readonly File[]; readonly first: FileId; readonly onClose: () => void };

/** Pictures one at a time, as large as the window: ← → and a finger go through them, + − 0, wheel, double tap and two fingers bring one nearer; Esc and a finger downwards close it. */
export const Viewer = ({ files, first, onClose }: Props) => {
  const text = useText();
  const locale = useFormatLocale();
  const [at, setAt] = useState(() =>
    Math.max(
      0,
      files.findIndex(({ id }) => id === first),
    ),
  );
  const file = files[at];
  const stage = useRef<HTMLDivElement>(null);
  const zoom = useZoom(stage);
  const go = (by: 1 | -1) => {
    const next = at + by;
    if (next < 0 || next >= files.length) return;
    zoom.reset();
    setAt(next);
  };

  const wheel = useRef(zoom.wheel);
  wheel.current = zoom.wheel;
  useEffect(() => {
    const element = stage.current;
    // Not by React, whose wheel cannot keep the page from zooming.
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      wheel.current(event.deltaY, { x: event.clientX, y: event.clientY });
    };
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, []);

  if (!file) return null;
  const keys: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => go(-1),
    ArrowRight: () => go(1),
    '+': zoom.nearer,
    '=': zoom.nearer,
    '-': zoom.farther,
    '0': zoom.reset,
  };
  return (
    <Dialog
      bare
      title={text('viewer.title')}
      closeLabel={text('viewer.close')}
      onClose={onClose}
      className={styles.viewer}
    >
      <div
        className={styles.frame}
        // A tap or click on the picture leaves the keys with it.
        tabIndex={-1}
        onKeyDown={(event) => {
          const run = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
          if (!run) return;
          event.preventDefault();
          run();
        }}
      >
        <header className={styles.head}>
          <p role="status">
            <bdi>{file.name}</bdi>
            <small>
              {files.length > 1 && text('viewer.position', { at: at + 1, count: files.length })}
              {files.length > 1 && text('separator')}
              {byteSize(file.bytes, locale)}
            </small>
          </p>
          <IconButton
            icon="minus"
            label={text('viewer.farther')}
            keys="-"
            disabled={!zoom.isNear}
            onClick={zoom.farther}
          />
          <IconButton icon="plus" label={text('viewer.nearer')} keys="+" onClick={zoom.nearer} />
          <Download file={file} />
          <IconButton icon="close" label={text('viewer.close')} keys="Esc" data-autofocus onClick={onClose} />
        </header>
        <div
          ref={stage}
          className={styles.stage}
          data-near={zoom.isNear}
          {...zoom.hands((swipe) => (swipe === 'down' ? onClose() : go(swipe === 'next' ? 1 : -1)))}
        >
          <Shown
            key={file.id}
            file={file}
            transform={`translate(${zoom.view.x}px, ${zoom.view.y}px) scale(${zoom.view.scale})`}
          />
        </div>
        {file.alt !== undefined && (
          <p className={styles.caption} dir="auto">
            {file.alt}
          </p>
        )}
        {files.length > 1 && (
          <>
            <IconButton
              icon="chevron-left"
              label={text('viewer.previous')}
              keys="←"
              className={styles.previous}
              disabled={at === 0}
              onClick={() => go(-1)}
            />
            <IconButton
              icon="chevron-right"
              label={text('viewer.next')}
              keys="→"
              className={styles.next}
              disabled={at === files.length - 1}
              onClick={() => go(1)}
            />
          </>
        )}
      </div>
    </Dialog>
  );
};

const Download = ({ file }: { readonly file: File }) => {
  const text = useText();
  const { url, ask } = useAvailability(file.id);
  return (
    <IconButton
      icon="download"
      label={text('viewer.download')}
      onClick={() => void ask().then((now) => now === 'there' && saveFile(url, file.name))}
    />
  );
};

const Shown = ({ file, transform }: { readonly file: File; readonly transform: string }) => {
  const { url, preview, availability, turn, failed, again } = useAvailability(file.id);
  const [isThere, setIsThere] = useState(false);
  if (availability !== 'there') return <Unavailable file={file} isGone={availability === 'gone'} onAgain={again} />;
  // What the message has shown stands there until the whole picture has come.
  const before = file.thumb === undefined ? undefined : `url(${JSON.stringify(preview)}), ${thumbImage(file.thumb)}`;
  return (
    <img
      key={turn}
      src={url}
      alt={file.alt ?? file.name}
      width={file.width}
      height={file.height}
      draggable={false}
      style={{ transform, backgroundImage: isThere ? undefined : before }}
      onLoad={() => setIsThere(true)}
      onError={failed}
    />
  );
};
