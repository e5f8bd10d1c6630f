import { useEffect, useId, useRef, useState } from 'react';
import { Icon } from '../design/Icon.tsx';
import { showToast } from '../design/toasts.ts';
import { touch, useMedia } from '../lib/media.ts';
import { useText } from '../locales/text.ts';
import type { Closable } from '../shell/closable.ts';
import { FormDialog } from '../shell/FormDialog.tsx';
import { cut, draw, middleOf, mostZoom, sideOf, within } from './crop.ts';
import type { Crop } from './crop.ts';
import styles from './CropDialog.module.css';

type Props = Closable & { readonly bitmap: ImageBitmap; readonly save: (picture: Blob) => Promise<unknown> };

/** Of the canvas, px: enough for a screen of twice as many. */
const canvasSide = 560;
/** A step of an arrow key, as a part of the square; of a key or a turn of the wheel, of the zoom. */
const keyStep = 0.04;
const zoomStep = 1.12;
/** Each enlarges by as much. */
const sliderSteps = 100;

/** Which square of a picture is meant: drag it, enlarge it by the slider, the wheel or two fingers; or all by keys. */
export const CropDialog = ({ bitmap, save, onClose }: Props) => {
  const text = useText();
  const id = useId();
  const isTouch = useMedia(touch);
  const canvas = useRef<HTMLCanvasElement>(null);
  const fingers = useRef(new Map<number, { x: number; y: number }>());
  const [crop, setCrop] = useState(() => middleOf(bitmap));
  const change = (next: (now: Crop) => Crop) => setCrop((now) => within(bitmap, next(now)));
  /** By parts of the square. */
  const move = (x: number, y: number) =>
    change((now) => ({ ...now, x: now.x + x * sideOf(bitmap, now), y: now.y + y * sideOf(bitmap, now) }));
  const enlarge = (by: number) => change((now) => ({ ...now, zoom: now.zoom * by }));

  useEffect(() => {
    if (canvas.current) draw(bitmap, crop, canvas.current);
  }, [bitmap, crop]);

  useEffect(() => {
    const stage = canvas.current;
    // React listens passively, and the dialog would scroll.
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      change((now) => ({ ...now, zoom: now.zoom * (event.deltaY < 0 ? zoomStep : 1 / zoomStep) }));
    };
    stage?.addEventListener('wheel', onWheel, { passive: false });
    return () => stage?.removeEventListener('wheel', onWheel);
  });

  const spread = (): number => {
    const [one, other] = [...fingers.current.values()];
    return one && other ? Math.hypot(one.x - other.x, one.y - other.y) : 0;
  };

  return (
    <FormDialog
      title={text('picture.crop')}
      yes={text('save')}
      ownWords={{ bad_request: text('picture.refused'), too_large: text('picture.tooLarge') }}
      onClose={onClose}
      act={async () => {
        await save(await cut(bitmap, crop));
        showToast(text('picture.saved'));
        return undefined;
      }}
    >
      {(error) => (
        <div className={styles.crop}>
          <canvas
            ref={canvas}
            data-autofocus
            width={canvasSide}
            height={canvasSide}
            className={styles.stage}
            tabIndex={0}
            role="img"
            aria-label={text('picture.stage')}
            aria-describedby={`${id}-hint`}
            onKeyDown={(event) => {
              const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
              if (step) move((step[0] ?? 0) * keyStep, (step[1] ?? 0) * keyStep);
              else if (event.key === '+' || event.key === '=') enlarge(zoomStep);
              else if (event.key === '-') enlarge(1 / zoomStep);
              else return;
              event.preventDefault();
            }}
            onPointerDown={(event) => {
              event.currentTarget.setPointerCapture(event.pointerId);
              fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
            }}
            onPointerMove={(event) => {
              const from = fingers.current.get(event.pointerId);
              if (!from) return;
              const [before, count] = [spread(), fingers.current.size];
              fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
              const { width } = event.currentTarget.getBoundingClientRect();
              move((from.x - event.clientX) / width / count, (from.y - event.clientY) / width / count);
              if (before > 0) enlarge(spread() / before);
            }}
            onPointerUp={(event) => fingers.current.delete(event.pointerId)}
            onPointerCancel={(event) => fingers.current.delete(event.pointerId)}
          />
          <label className={styles.zoom}>
            <span className="visually-hidden">{text('picture.zoom')}</span>
            <Icon name="image" size={16} />
            <input
              type="range"
              min={0}
              max={sliderSteps}
              value={(Math.log(crop.zoom) / Math.log(mostZoom)) * sliderSteps}
              aria-valuetext={text('picture.zoomed', { percent: Math.round(crop.zoom * 100) })}
              onChange={(event) => {
                const zoom = mostZoom ** (Number(event.target.value) / sliderSteps);
                change((now) => ({ ...now, zoom }));
              }}
            />
            <Icon name="image" size={24} />
          </label>
          <p id={`${id}-hint`} className={styles.hint}>
            {text(isTouch ? 'picture.cropTouch' : 'picture.cropHint')}
          </p>
          {error !== undefined && (
            <p role="alert" className={styles.error}>
              {error}
            </p>
          )}
        </div>
      )}
    </FormDialog>
  );
};
