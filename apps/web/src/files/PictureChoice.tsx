import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { Button } from '../design/Button.tsx';
import { Icon } from '../design/Icon.tsx';
import { showToast } from '../design/toasts.ts';
import { touch, useMedia } from '../lib/media.ts';
import { useText } from '../locales/text.ts';
import { tellFailure } from '../sdk/tell-failure.ts';
import { overlay } from '../shell/overlay.tsx';
import { receiver } from './receiver.ts';
import styles from './PictureChoice.module.css';

const crop = overlay(async () => (await import('./CropDialog.tsx')).CropDialog);

/** What a browser is not given to decode: nobody's camera makes more. */
const mostBytes = 60 * 2 ** 20;

type Props = {
  /** What the picture is of. */
  readonly title: string;
  /** As it looks now. */
  readonly children: ReactNode;
  readonly hasPicture: boolean;
  /** Null takes it away. */
  readonly save: (picture: Blob | null) => Promise<unknown>;
};

/** The picture of a person or a room, and the ways to another one: a button, a drop or a paste anywhere in the window. It is saved by itself. */
export const PictureChoice = ({ title, children, hasPicture, save }: Props) => {
  const text = useText();
  const id = useId();
  const isTouch = useMedia(touch);
  const input = useRef<HTMLInputElement>(null);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);

  const take = async (files: readonly File[]) => {
    const [file] = files;
    if (!file) return;
    setError(undefined);
    if (file.size > mostBytes) return setError(text('picture.tooLarge'));
    const bitmap = await createImageBitmap(file).catch(() => undefined);
    if (bitmap) crop.open({ bitmap, save });
    else setError(text('picture.refused'));
  };
  const takeNow = useRef(take);
  takeNow.current = take;
  // As long as it is shown, files that come into the window are for it.
  useEffect(() => {
    const before = receiver.get();
    receiver.set({ take: (files) => void takeNow.current(files), choose: () => input.current?.click() });
    return () => receiver.set(before);
  }, []);

  return (
    <section className={styles.choice} aria-labelledby={id}>
      {children}
      <div className={styles.about}>
        <h3 id={id}>{title}</h3>
        <div className={styles.buttons}>
          <Button onClick={() => input.current?.click()}>
            <Icon name="image" size={18} />
            {text('picture.choose')}
          </Button>
          {hasPicture && (
            <Button
              look="plain"
              aria-busy={busy}
              onClick={() => {
                if (busy) return;
                setBusy(true);
                void save(null)
                  .then(() => showToast(text('picture.removed')), tellFailure)
                  .finally(() => setBusy(false));
                input.current?.parentElement?.querySelector('button')?.focus();
              }}
            >
              {text('picture.remove')}
            </Button>
          )}
          <input
            ref={input}
            type="file"
            accept="image/*"
            hidden
            onChange={(event) => {
              void take([...(event.target.files ?? [])]);
              // The same one can be chosen again.
              event.target.value = '';
            }}
          />
        </div>
        {error === undefined ? (
          !isTouch && <p className={styles.hint}>{text('picture.hint')}</p>
        ) : (
          <p role="alert" className={styles.error}>
            {error}
          </p>
        )}
      </div>
    </section>
  );
};
