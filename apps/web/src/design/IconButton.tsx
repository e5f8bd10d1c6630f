import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';
import { Icon } from './Icon.tsx';
import type { IconName } from './icon-name.ts';
import styles from './IconButton.module.css';

type Props = Omit<ComponentProps<'button'>, 'children' | 'aria-label'> & {
  readonly icon: IconName;
  /** The accessible name, and the tooltip. */
  readonly label: string;
  /** Shown in the tooltip, e.g. `E`. */
  readonly keys?: string | undefined;
  readonly small?: boolean;
};

export const IconButton = ({ icon, label, keys, small, className, type = 'button', ...rest }: Props) => (
  <button
    {...rest}
    type={type}
    aria-label={label}
    data-tip={label}
    data-tip-keys={keys}
    className={classNames(styles.button, small && styles.small, className)}
  >
    <Icon name={icon} size={small ? 18 : 20} />
  </button>
);
