import { useEffect, useRef } from 'react';
import { placeFloating } from './place-floating.ts';
import styles from './TooltipLayer.module.css';

const delayMs = 450;

/**
 * One tooltip for everything with `data-tip`. Only repeats what the control's name already says, so it is hidden from
 * assistive technology and never takes the pointer.
 */
export const TooltipLayer = () => {
  const ref = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const tip = ref.current;
    if (!tip) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let target: HTMLElement | null = null;

    const hide = () => {
      clearTimeout(timer);
      target = null;
      if (tip.matches(':popover-open')) tip.hidePopover();
    };
    const show = () => {
      if (!target?.isConnected) return;
      const keys = target.dataset['tipKeys'];
      tip.replaceChildren(target.dataset['tip'] ?? '');
      if (keys) {
        const kbd = document.createElement('kbd');
        kbd.textContent = keys;
        tip.append(kbd);
      }
      tip.showPopover();
      const { x, y } = placeFloating(
        target.getBoundingClientRect(),
        { width: tip.offsetWidth, height: tip.offsetHeight },
        { width: document.documentElement.clientWidth, height: window.innerHeight },
        'top-start',
      );
      tip.style.left = `${x}px`;
      tip.style.top = `${y}px`;
    };
    const over = (event: Event) => {
      const next = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-tip]') : null;
      if (next === target) return;
      hide();
      if (!next || (event instanceof PointerEvent && event.pointerType === 'touch')) return;
      if (event.type === 'focusin' && !next.matches(':focus-visible')) return;
      target = next;
      timer = setTimeout(show, delayMs);
    };
    const events = ['pointerover', 'focusin'] as const;
    const hides = ['pointerdown', 'keydown', 'scroll', 'focusout'] as const;
    for (const name of events) document.addEventListener(name, over);
    for (const name of hides) document.addEventListener(name, hide, true);
    return () => {
      hide();
      for (const name of events) document.removeEventListener(name, over);
      for (const name of hides) document.removeEventListener(name, hide, true);
    };
  }, []);

  return <div ref={ref} popover="manual" className={styles.tip} aria-hidden="true" />;
};
