import { useEffect, useRef, type ReactNode } from 'react';
import { Icon } from './Icon.tsx';
import type { IconName } from './icon-name.ts';
import { Popover } from './Popover.tsx';
import type { Placement } from './place-floating.ts';
import styles from './Menu.module.css';

type MenuProps = {
  readonly label: string;
  readonly anchor: HTMLElement | null;
  readonly placement?: Placement;
  readonly onClose: () => void;
  readonly children: ReactNode;
};

const itemsOf = (menu: HTMLElement): HTMLElement[] => [...menu.querySelectorAll<HTMLElement>('[role^="menuitem"]')];

/** A menu by the book: arrows move, Home and End jump, a letter finds, Esc and Tab close and give the focus back. */
export const Menu = ({ label, anchor, placement, onClose, children }: MenuProps) => {
  const ref = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const menu = ref.current;
    if (!menu) return;
    (menu.querySelector<HTMLElement>('[aria-checked="true"]') ?? itemsOf(menu)[0])?.focus({ preventScroll: true });
    return () => {
      if (anchor?.isConnected && (document.activeElement === document.body || menu.contains(document.activeElement))) {
        anchor.focus({ preventScroll: true });
      }
    };
  }, [anchor]);

  return (
    <Popover anchor={anchor} {...(placement ? { placement } : {})} onClose={onClose}>
      <div
        ref={ref}
        role="menu"
        aria-label={label}
        className={styles.menu}
        onKeyDown={(event) => {
          const items = itemsOf(event.currentTarget);
          const at = items.indexOf(document.activeElement as HTMLElement);
          const go = (index: number) => {
            event.preventDefault();
            event.stopPropagation();
            items.at(index % items.length)?.focus();
          };
          if (event.key === 'ArrowDown') go(at + 1);
          else if (event.key === 'ArrowUp') go(at - 1);
          else if (event.key === 'Home') go(0);
          else if (event.key === 'End') go(-1);
          else if (event.key === 'Tab' || event.key === 'Escape') {
            event.preventDefault();
            event.stopPropagation();
            onClose();
          } else if (event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey) {
            const letter = event.key.toLowerCase();
            const order = [...items.slice(at + 1), ...items.slice(0, at + 1)];
            order.find((item) => item.textContent?.trim().toLowerCase().startsWith(letter))?.focus();
            event.stopPropagation();
          }
        }}
      >
        {children}
      </div>
    </Popover>
  );
};

type ItemProps = {
  readonly icon?: IconName;
  readonly keys?: string;
  /** Given, the item is one choice of several. */
  readonly checked?: boolean;
  /** It is on or off by itself. */
  readonly toggle?: boolean;
  readonly lang?: string;
  readonly onSelect: () => void;
  readonly children: ReactNode;
};

export const MenuItem = ({ icon, keys, checked, toggle, lang, onSelect, children }: ItemProps) => (
  <button
    type="button"
    role={checked === undefined ? 'menuitem' : toggle ? 'menuitemcheckbox' : 'menuitemradio'}
    aria-checked={checked}
    tabIndex={-1}
    className={styles.item}
    onClick={onSelect}
  >
    {icon && <Icon name={icon} size={18} />}
    <span className={styles.label} lang={lang}>
      {children}
    </span>
    {keys && <kbd className={styles.keys}>{keys}</kbd>}
    {checked && <Icon name="check" size={18} />}
  </button>
);

export const MenuHeading = ({ children }: { readonly children: ReactNode }) => (
  <div role="presentation" className={styles.heading}>
    {children}
  </div>
);

export const MenuSeparator = () => <div role="separator" className={styles.separator} />;
