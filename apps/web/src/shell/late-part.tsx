import { useLayoutEffect, useReducer, useRef, type ComponentType } from 'react';
import { flushSync } from 'react-dom';
import type { Closable } from './closable.ts';
import { insist, loadLater } from './lazy-part.tsx';

import { holdKeys } from './type-ahead.ts';

/**
 * Something that opens and takes the keyboard, in a chunk of its own. It has the keyboard from the moment it is opened: keys struck while
 * it loads are given to it. Once loaded, it opens at once.
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
      if (Part) return;
      let isOpen = true;
      const ahead = holdKeys(() => close.current());
      void insist(loaded, () => isOpen).then(() => {
        if (!isOpen) return;
        ahead.focusAgain();
        flushSync(render);
        ahead.give();
      });
      return () => {
        isOpen = false;
        ahead.drop();
      };
    }, []);
    return Part ? <Part {...props} /> : null;
  };
  return Late;
};
