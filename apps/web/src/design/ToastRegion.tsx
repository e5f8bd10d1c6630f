import { useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import { dismissToast, toastStore } from './toasts.ts';
import styles from './ToastRegion.module.css';

/** The one place toasts appear: a polite status region in the top layer, so an open dialog does not cover it. */
export const ToastRegion = () => {
  const toasts = useSyncExternalStore(toastStore.subscribe, toastStore.getSnapshot);
  const ref = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    const region = ref.current;
    if (!region) return;
    // Shown anew for each toast: the top layer is ordered by when things entered it.
    if (region.matches(':popover-open')) region.hidePopover();
    if (toasts.length > 0) region.showPopover();
  }, [toasts]);

  return (
    <>
      <div role="status" className="visually-hidden">
        {toasts.map((toast) => (
          <p key={toast.id}>{toast.text}</p>
        ))}
      </div>
      <div ref={ref} popover="manual" className={styles.region}>
        {toasts.map((toast) => (
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
