import { useLocation } from 'wouter';
import { IconButton } from '../design/IconButton.tsx';
import { paths } from '../lib/paths.ts';
import { cameFrom } from '../lib/trail.ts';
import { useText } from '../locales/text.ts';
import styles from './BackButton.module.css';

/** On a phone, the way back to the list: the same step as the system's own back where there is one. */
export const BackButton = ({ to = paths.inbox }: { readonly to?: string }) => {
  const text = useText();
  const [, navigate] = useLocation();
  return (
    <IconButton
      icon="chevron-left"
      label={text('back')}
      className={styles.back}
      data-back=""
      onClick={() => {
        if (cameFrom(to)) history.back();
        else navigate(to, { replace: true });
      }}
    />
  );
};
