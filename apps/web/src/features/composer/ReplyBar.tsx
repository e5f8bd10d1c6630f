import { authorOf } from '@rookery/client';
import type { Message } from '@rookery/protocol';
import { Icon } from '../../design/Icon.tsx';
import { IconButton } from '../../design/IconButton.tsx';
import { messageLine } from '../../lib/plain-line.ts';
import { useText } from '../../locales/text.ts';
import { PersonName } from '../../people/PersonName.tsx';
import styles from './Composer.module.css';

type Props = { readonly message: Message; readonly onCancel: () => void };

/** Which message the composer answers. */
export const ReplyBar = ({ message, onCancel }: Props) => {
  const text = useText();
  return (
    <div className={styles.reply}>
      <Icon name="reply" size={16} />
      <span>
        {text('composer.replyingTo')}{' '}
        <b>
          <PersonName person={authorOf(message)} />
        </b>{' '}
        <bdi>{message.content === undefined ? text('message.deleted') : messageLine(message)}</bdi>
      </span>
      <IconButton small icon="close" label={text('composer.cancelReply')} keys="Esc" onClick={onCancel} />
    </div>
  );
};
