import { useLocation } from 'wouter';
import { Button } from '../../design/Button.tsx';
import { nameAmong } from '../../lib/name-twins.ts';
import { paths } from '../../lib/paths.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { tellFailure } from '../../sdk/tell-failure.ts';
import { usePeople } from '../../sdk/use-people.ts';
import { useMe } from '../../sdk/use-session.ts';
import { useSomebody } from '../../sdk/use-somebody.ts';
import { BackButton } from '../../shell/BackButton.tsx';
import { StatePane } from '../../shell/StatePane.tsx';
import { forgetGoneRooms, useGoneRoom } from '../../store/gone-rooms.ts';
import { departureTitle, departureWords } from './departure-text.ts';
import { useAnswer } from './use-answer.ts';
import { WaitingPane } from './WaitingPane.tsx';

/** A room that the reader is not in: the way in, where there is one. Where she was in it, or invited to it, she is told why that has ended. */
export const RoomOutside = ({ name }: { readonly name: string }) => {
  const text = useText();
  const client = useClient();
  const [, navigate] = useLocation();
  const people = usePeople();
  const gone = useGoneRoom(useMe().id, name);
  const by = useSomebody(gone?.by);
  const { answer, again } = useAnswer(() => client.findRoom(name), name);
  if (!answer) return <WaitingPane />;
  const found = answer.ok ? answer.value : undefined;
  const ended = gone && {
    title: departureTitle(text, gone),
    words: departureWords(text, gone, by && nameAmong(text, people, by)),
  };
  const toInbox = (
    <Button
      onClick={() => {
        navigate(paths.inbox);
        if (gone) forgetGoneRooms(new Set([gone.conversation]));
      }}
    >
      {text('gone.toInbox')}
    </Button>
  );
  if (found?.state !== 'open') {
    return (
      <StatePane
        head={<BackButton />}
        title={ended?.title ?? text('gone.roomTitle')}
        words={ended?.words ?? (answer.ok ? text('gone.roomWords') : thrownText(text, answer.thrown))}
      >
        {!answer.ok && <Button onClick={again}>{text('account.again')}</Button>}
        {toInbox}
      </StatePane>
    );
  }
  const { room } = found;
  return (
    <StatePane
      head={<BackButton />}
      title={ended?.title ?? (room ? `# ${room.name}` : text('room.outsideTitle'))}
      words={
        ended?.words ??
        (room
          ? [text('members.count', { count: room.members }), ...(room.topic ? [room.topic] : [])].join(' · ')
          : text('room.outsideWords'))
      }
    >
      <Button look="primary" onClick={() => void client.joinRoom(room?.id ?? name).catch(tellFailure)}>
        {text('room.joinNow')}
      </Button>
      {ended && toInbox}
    </StatePane>
  );
};
