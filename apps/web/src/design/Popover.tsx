import { useEffect, useLayoutEffect, useRef, type ComponentProps, type ReactNode } from 'react';
import { closeOnBack } from '../lib/close-on-back.ts';
import { classNames } from './class-names.ts';
import { placeFloating, type Placement } from './place-floating.ts';
import styles from './Popover.module.css';

type Props = Omit<ComponentProps<'div'>, 'popover' | 'style' | 'ref'> & {
  readonly anchor: Element | null;
  readonly placement?: Placement;
  readonly onClose: () => void;
  readonly children: ReactNode;
};

/**
 * A native popover beside its anchor: in the top layer, closed by Esc or a click elsewhere. Mount it to open it.
 * Placed by measurement rather than CSS anchors, so it sits alike in every browser.
 */
export const Popover = ({ anchor, placement = 'bottom-start', onClose, children, className, ...rest }: Props) => {
  const ref = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });

  // At once, as what closes gives up its entry at once: the entry goes over to what opens in its place.
  useLayoutEffect(() => closeOnBack(() => close.current()), []);

  useLayoutEffect(() => {
    const panel = ref.current;
    if (!panel || !anchor) return;
    panel.showPopover();
    const place = () => {
      const { x, y } = placeFloating(
        anchor.getBoundingClientRect(),
        { width: panel.offsetWidth, height: panel.offsetHeight },
        { width: document.documentElement.clientWidth, height: window.innerHeight },
        placement,
      );
      panel.style.left = `${x}px`;
      panel.style.top = `${y}px`;
    };
    place();
    panel.querySelector<HTMLElement>('[data-autofocus]')?.focus({ preventScroll: true });
    const resized = new ResizeObserver(place);
    resized.observe(panel);
    const toggled = (event: Event) => {
      if ((event as ToggleEvent).newState === 'closed') close.current();
    };
    panel.addEventListener('toggle', toggled);
    window.addEventListener('resize', place);
    return () => {
      resized.disconnect();
      panel.removeEventListener('toggle', toggled);
      window.removeEventListener('resize', place);
      if (panel.isConnected && panel.matches(':popover-open')) panel.hidePopover();
    };
  }, [anchor, placement]);

  return (
    <div {...rest} ref={ref} popover="auto" className={classNames(styles.popover, className)}>
      {children}
    </div>
  );
};
