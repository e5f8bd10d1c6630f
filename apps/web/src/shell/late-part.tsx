import { useLayoutEffect, useReducer, useRef, type ComponentType } from 'react';
import { flushSync } from 'react-dom';
import { closeOnBack } from '../lib/close-on-back.ts';
import type { Closable } from './closable.ts';
import { insist, loadLater } from './lazy-part.tsx';
import { givePassed, holdKeys } from './type-ahead.ts';

/**
 * Something that opens and takes the keyboard, in a chunk of its own. It has the keyboard from the moment it is opened: keys struck while
 * it loads are given to it, and back closes it. Once loaded, it opens at once.
 */
export const latePart = <Props extends Closable>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> => {
  let Part: ComponentType<Props> | undefined;
  const loaded = async (): Promise<void> => {
    Part = await load();
  };
  loadLater(loaded);
  const Late = (props: Props) => {
    const [, render] = useReducer((count: number) => count + 1, 0);
    const close = useRef(props.onClose);
    close.current = props.onClose;
    useLayoutEffect(() => {
      if (Part) return givePassed();
      let isOpen = true;
      let isThere = false;
      const endBack = closeOnBack(() => close.current());
      const ahead = holdKeys(() => close.current());
      void insist(loaded, () => isOpen).then(() => {
        if (!isOpen) return;
        isThere = true;
        // Its entry in the browser's history goes over to the part's own.
        endBack();
        ahead.focusAgain();
        flushSync(render);
        ahead.give();
      });
      return () => {
        isOpen = false;
        if (!isThere) endBack();
        ahead.drop();
      };
    }, []);
    return Part ? <Part {...props} /> : null;
  };
  return Late;
};
