import { createElement, type ComponentType, type ReactNode } from 'react';
import { cell } from '../lib/cell.ts';
import type { Closable } from './closable.ts';
import { latePart } from './late-part.tsx';

/** What opens over everything else, and how it is opened from wherever. */
export type Overlay<Props> = { readonly open: (props: Props) => void };

type OpenOverlay = { readonly id: number; readonly content: ReactNode };

/** What is open now, the topmost last. `Overlays` shows it. */
export const openOverlays = cell<readonly OpenOverlay[]>([]);

let nextId = 1;

/**
 * A dialog (or anything else with an `onClose`) that a feature opens. The shell shows it without knowing it; its code is loaded after
 * the first screen, and the keyboard is its own from the moment it is opened. Esc, focus and stacking are the dialog's own: `Dialog` leaves them to the browser.
 */
export const overlay = <Props extends Closable>(
  load: () => Promise<ComponentType<Props>>,
): Overlay<Omit<Props, 'onClose'>> => {
  const Part = latePart(load);
  return {
    open: (props) => {
      const id = nextId++;
      const onClose = () => openOverlays.set(openOverlays.get().filter((other) => other.id !== id));
      const content = createElement(Part, { ...props, onClose } as Props);
      openOverlays.set([...openOverlays.get(), { id, content }]);
    },
  };
};
