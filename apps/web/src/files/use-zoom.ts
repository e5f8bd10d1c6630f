import { useRef, useState, type PointerEvent, type RefObject } from 'react';

type View = { readonly scale: number; readonly x: number; readonly y: number };

const whole: View = { scale: 1, x: 0, y: 0 };
const most = 8;
const step = 1.5;
/** Pixels that a finger goes sideways for the next picture. */
const swipePx = 60;

type Spot = { readonly x: number; readonly y: number };

const between = (a: Spot, b: Spot): Spot => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
const apart = (a: Spot, b: Spot): number => Math.max(1, Math.hypot(a.x - b.x, a.y - b.y));

/**
 * How a picture is looked at: whole, or nearer and moved about, by wheel, buttons, mouse and fingers. A finger that goes sideways over the
 * whole picture is told as a swipe (+1: to the next one).
 */
export const useZoom = (stage: RefObject<HTMLElement | null>) => {
  const [view, setView] = useState(whole);
  const fingers = useRef(new Map<number, Spot>());
  const start = useRef<Spot>(undefined);

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

  return {
    view,
    isNear: view.scale > 1,
    reset: () => setView(whole),
    nearer: () => zoom(step),
    farther: () => zoom(1 / step),
    toggle: (at: Spot) => (view.scale > 1 ? setView(whole) : zoom(step * 2, at)),
    wheel: (delta: number, at: Spot) => zoom(Math.exp(-delta / 300), at),
    hands: (onSwipe: (by: 1 | -1) => void) => ({
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
        fingers.current.set(event.pointerId, spot);
        if (other) zoom(apart(spot, other) / apart(before, other), between(spot, other));
        else if (view.scale > 1) pan(spot.x - before.x, spot.y - before.y);
      },
      onPointerUp: (event: PointerEvent) => {
        fingers.current.delete(event.pointerId);
        const from = start.current;
        start.current = undefined;
        if (!from || view.scale > 1 || event.pointerType === 'mouse') return;
        const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
        if (Math.abs(dx) > swipePx && Math.abs(dx) > 2 * Math.abs(dy)) onSwipe(dx < 0 ? 1 : -1);
      },
      onPointerCancel: (event: PointerEvent) => void fingers.current.delete(event.pointerId),
    }),
  };
};
