import type { Entry, Room } from '@rookery/protocol';
import { useLocation } from 'wouter';
import { Button } from '../../design/Button.tsx';
import { invitationWords } from '../../lib/invitation-words.ts';
import { paths } from '../../lib/paths.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { tellFailure } from '../../sdk/tell-failure.ts';
import { BackButton } from '../../shell/BackButton.tsx';
import { StatePane } from '../../shell/StatePane.tsx';

type Props = { readonly entry: Entry; readonly room: Room };

/** The door of a private room that the reader is invited to. */
export const Invitation = ({ entry, room }: Props) => {
  const text = useText();
  const client = useClient();
  const [, navigate] = useLocation();
  return (
    <StatePane head={<BackButton />} title={room.name} words={invitationWords(text, entry)}>
      <Button look="primary" onClick={() => void client.joinRoom(room.id).catch(tellFailure)}>
        {text('invitation.accept')}
      </Button>
      <Button
        onClick={() => void client.leaveRoom(room.id).then(() => navigate(paths.inbox, { replace: true }), tellFailure)}
      >
        {text('invitation.decline')}
      </Button>
    </StatePane>
  );
};
