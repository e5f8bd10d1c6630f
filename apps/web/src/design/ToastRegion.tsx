import { useLayoutEffect, useRef } from 'react';
import { useObservable } from '../lib/use-observable.ts';
import { dismissToast, toasts } from './toasts.ts';
import styles from './ToastRegion.module.css';

/** The one place toasts appear: a polite status region in the top layer, so an open dialog does not cover it. */
export const ToastRegion = () => {
  const shown = useObservable(toasts);
  const ref = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    const region = ref.current;
    if (!region) return;
    // Shown anew for each toast: the top layer is ordered by when things entered it.
    if (region.matches(':popover-open')) region.hidePopover();
    if (shown.length > 0) region.showPopover();
  }, [shown]);

  return (
    <>
      <div role="status" className="visually-hidden">
        {shown.map((toast) => (
          <p key={toast.id}>{toast.text}</p>
        ))}
      </div>
      <div ref={ref} popover="manual" className={styles.region}>
        {shown.map((toast) => (
          <div key={toast.id} className={styles.toast}>
            <span aria-hidden="true">{toast.text}</span>
            {toast.action && (
              <button
                type="button"
                onClick={() => {
                  toast.action?.run();
                  dismissToast(toast.id);
                }}
              >
                {toast.action.label}
              </button>
            )}
          </div>
        ))}
      </div>
    </>
  );
};
