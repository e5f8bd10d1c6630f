import type { Entry } from '@rookery/protocol';
import { useState, type Ref } from 'react';
import { useLocation } from 'wouter';
import { Button } from '../../design/Button.tsx';
import { RoomHeader } from '../../features/conversation/RoomHeader.tsx';
import { paths } from '../../lib/paths.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { tellFailure } from '../../sdk/tell-failure.ts';
import { useInbox } from '../../sdk/use-inbox.ts';
import { BackButton } from '../../shell/BackButton.tsx';
import type { PaneControl } from '../../shell/feature.ts';
import { StatePane } from '../../shell/StatePane.tsx';
import { ConversationPane } from './ConversationPane.tsx';
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
  const { state } = useInbox();
  // The room that was shown here last: she is told when she is no longer in it.
  const [shown, setShown] = useState<{ readonly at: string; readonly name: string }>();
  if (entry?.room && !entry.invited && shown?.at !== name) setShown({ at: name, name: entry.room.name });
  if (!entry?.room)
    return state === 'ready' ? (
      <RoomOutside key={name} name={name} {...(shown?.at === name ? { left: shown.name } : {})} />
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

/** A room that the reader is not in: the way in, where there is one. */
const RoomOutside = ({ name, left }: { readonly name: string; readonly left?: string }) => {
  const text = useText();
  const client = useClient();
  const [, navigate] = useLocation();
  const answer = useAnswer(() => client.findRoom(name), name);
  if (!answer) return <WaitingPane />;
  const found = answer.ok ? answer.value : undefined;
  if (found?.state !== 'open') {
    return (
      <StatePane
        head={<BackButton />}
        title={left === undefined ? text('gone.roomTitle') : text('room.leftTitle', { name: left })}
        words={
          left !== undefined
            ? text('room.leftWords')
            : answer.ok
              ? text('gone.roomWords')
              : thrownText(text, answer.thrown)
        }
      >
        <Button onClick={() => navigate(paths.inbox)}>{text('gone.toInbox')}</Button>
      </StatePane>
    );
  }
  const { room } = found;
  return (
    <StatePane
      head={<BackButton />}
      title={
        left !== undefined
          ? text('room.leftTitle', { name: left })
          : room
            ? `# ${room.name}`
            : text('room.outsideTitle')
      }
      words={
        left !== undefined
          ? text('room.leftWords')
          : room
            ? [text('members.count', { count: room.members }), ...(room.topic ? [room.topic] : [])].join(' · ')
            : text('room.outsideWords')
      }
    >
      <Button look="primary" onClick={() => void client.joinRoom(room?.id ?? name).catch(tellFailure)}>
        {text('room.joinNow')}
      </Button>
    </StatePane>
  );
};
