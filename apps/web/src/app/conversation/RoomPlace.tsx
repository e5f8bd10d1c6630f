import type { Departure } from '@rookery/client';
import type { Entry } from '@rookery/protocol';
import type { Ref } from 'react';
import { useLocation } from 'wouter';
import { Button } from '../../design/Button.tsx';
import { RoomHeader } from '../../features/conversation/RoomHeader.tsx';
import { nameAmong } from '../../lib/name-twins.ts';
import { paths } from '../../lib/paths.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { tellFailure } from '../../sdk/tell-failure.ts';
import { useInbox } from '../../sdk/use-inbox.ts';
import { usePeople } from '../../sdk/use-people.ts';
import { useSomebody } from '../../sdk/use-somebody.ts';
import { BackButton } from '../../shell/BackButton.tsx';
import type { PaneControl } from '../../shell/feature.ts';
import { StatePane } from '../../shell/StatePane.tsx';
import { findDeparture } from '../find-entry.ts';
import { ConversationPane } from './ConversationPane.tsx';
import { departureTitle, departureWords } from './departure-text.ts';
import { Invitation } from './Invitation.tsx';
import { RoomIntro } from './RoomIntro.tsx';
import { useAnswer } from './use-answer.ts';
import { WaitingPane } from './WaitingPane.tsx';

type Props = {
  readonly ref: Ref<PaneControl>;
  /** An id, or a public room's name. */
  readonly name: string;
  readonly seq: number | undefined;
  readonly entry: Entry | undefined;
  readonly panel: string | undefined;
};

/** A room's address: the room itself, the door to it, or why there is none. */
export const RoomPlace = ({ ref, name, seq, entry, panel }: Props) => {
  const { state, departures } = useInbox();
  if (!entry?.room)
    return state === 'ready' ? (
      <RoomOutside key={name} name={name} departure={findDeparture(departures, name)} />
    ) : (
      <WaitingPane />
    );
  if (entry.invited) return <Invitation room={entry.room} />;
  return (
    <ConversationPane
      key={entry.conversation}
      ref={ref}
      entry={entry}
      seq={seq}
      header={<RoomHeader entry={entry} room={entry.room} panel={panel} />}
      intro={<RoomIntro entry={entry} room={entry.room} />}
    />
  );
};

type OutsideProps = {
  readonly name: string;
  /** Where the reader was in the room, or invited to it: she is told why that has ended. */
  readonly departure: Departure | undefined;
};

/** A room that the reader is not in: the way in, where there is one. */
const RoomOutside = ({ name, departure }: OutsideProps) => {
  const text = useText();
  const client = useClient();
  const [, navigate] = useLocation();
  const people = usePeople();
  const by = useSomebody(departure?.by);
  const answer = useAnswer(() => client.findRoom(name), name);
  if (!answer) return <WaitingPane />;
  const found = answer.ok ? answer.value : undefined;
  const ended = departure && {
    title: departureTitle(text, departure),
    words: departureWords(text, departure, by && nameAmong(people, by)),
  };
  if (found?.state !== 'open') {
    return (
      <StatePane
        head={<BackButton />}
        title={ended?.title ?? text('gone.roomTitle')}
        words={ended?.words ?? (answer.ok ? text('gone.roomWords') : thrownText(text, answer.thrown))}
      >
        <Button onClick={() => navigate(paths.inbox)}>{text('gone.toInbox')}</Button>
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
    </StatePane>
  );
};
