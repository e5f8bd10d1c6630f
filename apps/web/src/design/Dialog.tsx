import { useId, useLayoutEffect, useRef, type ReactNode } from 'react';
import { closeOnBack } from '../lib/close-on-back.ts';
import { rememberFocus } from '../lib/focus-trail.ts';
import { IconButton } from './IconButton.tsx';
import { classNames } from './class-names.ts';
import styles from './Dialog.module.css';

type Props = {
  readonly title: string;
  readonly closeLabel: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Without a visible head: the title only names the dialog. */
  readonly bare?: boolean;
  /** Holds text rather than controls: the keyboard can scroll it. */
  readonly reads?: boolean;
  readonly className?: string | undefined;
};

/** A native modal dialog: the browser traps the focus, closes it on Esc and gives the focus back. Mount it to open it. */
export const Dialog = ({ title, closeLabel, onClose, children, bare, reads, className }: Props) => {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  const close = useRef(onClose);
  close.current = onClose;
  // At once, as what closes gives up its entry at once: the entry goes over to what opens in its place.
  useLayoutEffect(() => closeOnBack(() => close.current()), []);

  // At once: the next key is for the dialog.
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (!dialog || dialog.open) return;
    const restoreFocus = rememberFocus();
    dialog.showModal();
    const field = 'input:enabled:not([type="hidden"], [type="file"]), textarea:enabled, select:enabled';
    (dialog.querySelector<HTMLElement>('[data-autofocus]') ?? dialog.querySelector<HTMLElement>(field))?.focus();
    return () => {
      dialog.close();
      restoreFocus();
    };
  }, []);

  return (
    <dialog
      ref={ref}
      className={classNames(styles.dialog, className)}
      aria-labelledby={bare ? undefined : id}
      aria-label={bare ? title : undefined}
      onCancel={(event) => {
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        // The backdrop belongs to the dialog element; everything inside is a descendant.
        if (event.target !== event.currentTarget) return;
        const box = event.currentTarget.getBoundingClientRect();
        const inside =
          event.clientX >= box.left &&
          event.clientX <= box.right &&
          event.clientY >= box.top &&
          event.clientY <= box.bottom;
        if (!inside) onClose();
      }}
    >
      {bare ? (
        children
      ) : (
        <>
          <div className={styles.head}>
            <h2 id={id}>{title}</h2>
            <IconButton icon="close" label={closeLabel} onClick={onClose} />
          </div>
          <div className={styles.body} {...(reads ? { tabIndex: 0, role: 'document' } : {})}>
            {children}
          </div>
        </>
      )}
    </dialog>
  );
};
