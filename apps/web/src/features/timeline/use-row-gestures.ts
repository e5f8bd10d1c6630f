import { useEffect, useRef, useState, type FocusEvent, type PointerEvent } from 'react';
import { useScene } from './TimelineContext.ts';

const longPressMs = 450;

/**
 * What pointer and focus do to a row: under the pointer or with the keyboard's focus it is the active one, which shows its toolbar; a long
 * press opens the sheet of actions, where `canOpen`.
 */
export const useRowGestures = (key: string, canOpen: boolean) => {
  const { active, held, focused } = useScene();
  const [isSheetOpen, setSheetOpen] = useState(false);
  const press = useRef<ReturnType<typeof setTimeout>>(undefined);
  const endPress = () => clearTimeout(press.current);
  useEffect(() => () => clearTimeout(press.current), []);

  const activate = () => !held.get() && active.set(key);
  const deactivate = () => !held.get() && active.get() === key && active.set(undefined);

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
        if (event.pointerType === 'touch') endPress();
        else activate();
      },
      onPointerLeave: (event: PointerEvent) => {
        endPress();
        if (event.pointerType !== 'touch' && !event.currentTarget.parentElement?.contains(document.activeElement))
          deactivate();
      },
      onPointerDown: (event: PointerEvent) => {
        if (event.pointerType === 'touch' && canOpen) press.current = setTimeout(() => setSheetOpen(true), longPressMs);
      },
      onPointerUp: endPress,
      onPointerCancel: endPress,
    },
  };
};
