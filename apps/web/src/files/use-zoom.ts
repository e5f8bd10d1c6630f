import { useRef, useState, type PointerEvent, type RefObject } from 'react';

type View = { readonly scale: number; readonly x: number; readonly y: number };

/** What a finger does over the whole picture: to the next one, to the one before, or away with it. */
export type Swipe = 'next' | 'previous' | 'down';

const whole: View = { scale: 1, x: 0, y: 0 };
const most = 8;
const step = 1.5;
/** Pixels that a finger goes one way until that is meant. */
const swipePx = 60;
/** Within so long and so near a second tap belongs to the first: ms, pixels. */
const twiceMs = 350;
const tapPx = 24;

type Spot = { readonly x: number; readonly y: number };

const between = (a: Spot, b: Spot): Spot => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
const apart = (a: Spot, b: Spot): number => Math.hypot(a.x - b.x, a.y - b.y);

/** One way only: a finger that goes sideways and down a little is a finger that goes sideways. */
const along = ({ x, y }: Spot): Spot => (Math.abs(x) > Math.abs(y) ? { x, y: 0 } : { x: 0, y: Math.max(0, y) });

const swipeOf = ({ x, y }: Spot): Swipe | undefined => {
  if (Math.abs(x) > swipePx) return x < 0 ? 'next' : 'previous';
  return y > swipePx ? 'down' : undefined;
};

/**
 * How a picture is looked at: whole, or nearer and moved about, by wheel, buttons, mouse and fingers; a double click or tap changes between
 * both. The whole picture goes along with a finger, and what that meant is told when the finger lets go.
 */
export const useZoom = (stage: RefObject<HTMLElement | null>) => {
  const [view, setView] = useState(whole);
  const fingers = useRef(new Map<number, Spot>());
  /** Where the only finger came down; undefined once there were two. */
  const start = useRef<Spot>(undefined);
  const lastTap = useRef<Spot & { readonly at: number }>(undefined);

  /** Nearer or farther by a factor, with what is at a spot of the window staying there. */
  const zoom = (by: number, at?: Spot) =>
    setView(({ scale, x, y }) => {
      const next = Math.min(most, Math.max(1, scale * by));
      if (next === 1) return whole;
      const box = stage.current?.getBoundingClientRect();
      if (!box) return { scale: next, x, y };
      const middle = { x: box.left + box.width / 2, y: box.top + box.height / 2 };
      const [dx, dy] = at ? [at.x - middle.x, at.y - middle.y] : [0, 0];
      const grown = next / scale;
      return bounded({ scale: next, x: dx - (dx - x) * grown, y: dy - (dy - y) * grown });
    });
  /** No picture is moved out of the window. */
  const bounded = ({ scale, x, y }: View): View => {
    const { clientWidth = 0, clientHeight = 0 } = stage.current ?? {};
    const [atX, atY] = [(clientWidth * (scale - 1)) / 2, (clientHeight * (scale - 1)) / 2];
    return { scale, x: Math.max(-atX, Math.min(atX, x)), y: Math.max(-atY, Math.min(atY, y)) };
  };
  const pan = (dx: number, dy: number) => setView(({ scale, x, y }) => bounded({ scale, x: x + dx, y: y + dy }));
  const toggle = (at: Spot) => (view.scale > 1 ? setView(whole) : zoom(step * 2, at));
  const isTwice = (spot: Spot, at: number): boolean => {
    const before = lastTap.current;
    const isSecond = before !== undefined && at - before.at < twiceMs && apart(before, spot) < tapPx;
    lastTap.current = isSecond ? undefined : { ...spot, at };
    return isSecond;
  };

  return {
    view,
    isNear: view.scale > 1,
    reset: () => setView(whole),
    nearer: () => zoom(step),
    farther: () => zoom(1 / step),
    wheel: (delta: number, at: Spot) => zoom(Math.exp(-delta / 300), at),
    hands: (onSwipe: (swipe: Swipe) => void) => ({
      onPointerDown: (event: PointerEvent) => {
        const spot = { x: event.clientX, y: event.clientY };
        event.currentTarget.setPointerCapture(event.pointerId);
        fingers.current.set(event.pointerId, spot);
        start.current = fingers.current.size === 1 ? spot : undefined;
      },
      onPointerMove: (event: PointerEvent) => {
        const before = fingers.current.get(event.pointerId);
        if (!before) return;
        const spot = { x: event.clientX, y: event.clientY };
        const other = [...fingers.current].find(([id]) => id !== event.pointerId)?.[1];
        const from = start.current;
        fingers.current.set(event.pointerId, spot);
        if (other) zoom(apart(spot, other) / Math.max(1, apart(before, other)), between(spot, other));
        else if (view.scale > 1) pan(spot.x - before.x, spot.y - before.y);
        else if (from && event.pointerType !== 'mouse')
          setView({ scale: 1, ...along({ x: spot.x - from.x, y: spot.y - from.y }) });
      },
      onPointerUp: (event: PointerEvent) => {
        fingers.current.delete(event.pointerId);
        const from = start.current;
        start.current = undefined;
        if (!from) return;
        const spot = { x: event.clientX, y: event.clientY };
        const gone = along({ x: spot.x - from.x, y: spot.y - from.y });
        const swipe = view.scale > 1 || event.pointerType === 'mouse' ? undefined : swipeOf(gone);
        if (view.scale === 1) setView(whole);
        if (swipe) onSwipe(swipe);
        else if (apart(from, spot) < tapPx && isTwice(spot, event.timeStamp)) toggle(spot);
      },
      onPointerCancel: (event: PointerEvent) => {
        fingers.current.delete(event.pointerId);
        start.current = undefined;
        if (view.scale === 1) setView(whole);
      },
    }),
  };
};
