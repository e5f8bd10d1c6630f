import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';
import styles from './Button.module.css';

type Props = ComponentProps<'button'> & {
  readonly look?: 'primary' | 'quiet' | 'plain' | 'danger';
  readonly wide?: boolean;
};

export const Button = ({ look = 'quiet', wide, className, type = 'button', ...rest }: Props) => (
  <button {...rest} type={type} className={classNames(styles.button, styles[look], wide && styles.wide, className)} />
);
