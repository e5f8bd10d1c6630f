import { useIsConnected } from '../../sdk/use-connection.ts';
import { Icon } from '../../design/Icon.tsx';
import { classNames } from '../../design/class-names.ts';
import { useText } from '../../locales/text.ts';
import styles from './MessageRow.module.css';

/** On its way, or waiting for one: shown only when it takes longer than a blink. */
export const SendingMark = () => {
  const text = useText();
  const isOnline = useIsConnected();
  return (
    <span className={classNames(styles.mark, styles.sending)}>
      {' '}
      <Icon name="clock" size={14} /> {text(isOnline ? 'delivery.sending' : 'delivery.waiting')}
    </span>
  );
};
