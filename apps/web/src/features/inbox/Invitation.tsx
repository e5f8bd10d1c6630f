import type { Entry } from '@rookery/protocol';
import { useLocation } from 'wouter';
import { Button } from '../../design/Button.tsx';
import { invitationWords } from '../../lib/invitation-words.ts';
import { paths } from '../../lib/paths.ts';
import { useText } from '../../locales/text.ts';
import { RoomMark } from '../../people/RoomMark.tsx';
import { useClient } from '../../sdk/ClientContext.ts';
import { tellFailure } from '../../sdk/tell-failure.ts';
import styles from './InboxPane.module.css';

/** A private room that the reader was invited to. */
export const Invitation = ({ entry }: { readonly entry: Entry }) => {
  const text = useText();
  const client = useClient();
  const [, navigate] = useLocation();
  const { room } = entry;
  if (!room) return null;
  return (
    <div className={styles.invitation}>
      <RoomMark room={room} size={22} />
      <div>
        <strong dir="auto">{room.name}</strong>
        <small>{invitationWords(text, entry)}</small>
      </div>
      <div className={styles.answers}>
        <Button onClick={() => void client.leaveRoom(room.id).catch(tellFailure)}>{text('invitation.decline')}</Button>
        <Button
          look="primary"
          onClick={() => void client.joinRoom(room.id).then(() => navigate(paths.room(room.id)), tellFailure)}
        >
          {text('invitation.accept')}
        </Button>
      </div>
    </div>
  );
};
