import { useEffect, useRef, useState, type FocusEvent, type MouseEvent, type PointerEvent } from 'react';
import { useScene } from './TimelineContext.ts';

const longPressMs = 450;
/** A finger that is held is never quite still. */
const slackPx = 10;

type Press = { readonly x: number; readonly y: number; readonly timer: ReturnType<typeof setTimeout> };

/**
 * What pointer and focus do to a row: under the pointer or with the keyboard's focus it is the active one, which shows its toolbar; a long
 * press opens the sheet of actions, where `canOpen`.
 */
export const useRowGestures = (key: string, canOpen: boolean) => {
  const { active, held, focused } = useScene();
  const [isSheetOpen, setSheetOpen] = useState(false);
  const press = useRef<Press>(undefined);
  const endPress = () => {
    clearTimeout(press.current?.timer);
    press.current = undefined;
  };
  useEffect(() => () => clearTimeout(press.current?.timer), []);

  const activate = () => !held.get() && active.set(key);
  const deactivate = () => !held.get() && active.get() === key && active.set(undefined);

  const open = () => {
    endPress();
    setSheetOpen(true);
  };

  return {
    isSheetOpen,
    closeSheet: () => setSheetOpen(false),
    row: {
      onFocus: (event: FocusEvent) => {
        focused.set(key);
        // A tap is no reason: touch has the long press.
        if (event.target.matches(':focus-visible')) activate();
      },
      onBlur: (event: FocusEvent) => {
        if (!event.currentTarget.contains(event.relatedTarget)) deactivate();
      },
    },
    message: {
      onPointerEnter: (event: PointerEvent) => event.pointerType !== 'touch' && activate(),
      onPointerMove: (event: PointerEvent) => {
        const { clientX, clientY } = event;
        if (event.pointerType !== 'touch') activate();
        else if (press.current && Math.hypot(clientX - press.current.x, clientY - press.current.y) > slackPx)
          endPress();
      },
      onPointerLeave: (event: PointerEvent) => {
        endPress();
        if (event.pointerType !== 'touch' && !event.currentTarget.parentElement?.contains(document.activeElement))
          deactivate();
      },
      onPointerDown: (event: PointerEvent) => {
        endPress();
        if (event.pointerType !== 'touch' || !event.isPrimary || !canOpen) return;
        const { clientX: x, clientY: y } = event;
        press.current = { x, y, timer: setTimeout(open, longPressMs) };
      },
      // A busy page hears the system's own long press first, which would take the finger away.
      onContextMenu: (event: MouseEvent) => {
        if (!press.current) return;
        event.preventDefault();
        open();
      },
      onPointerUp: endPress,
      onPointerCancel: endPress,
    },
  };
};
