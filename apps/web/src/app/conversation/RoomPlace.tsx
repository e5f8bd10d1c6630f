import type { Entry } from '@rookery/protocol';
import { Suspense, type Ref } from 'react';
import { RoomHeader } from '../../features/conversation/RoomHeader.tsx';
import { useInbox } from '../../sdk/use-inbox.ts';
import type { PaneControl } from '../../shell/feature.ts';
import { lazyPart } from '../../shell/lazy-part.tsx';
import { ConversationPane } from './ConversationPane.tsx';
import { RoomIntro } from './RoomIntro.tsx';
import { WaitingPane } from './WaitingPane.tsx';

const RoomOutside = lazyPart(async () => (await import('./outside.ts')).RoomOutside);
const Invitation = lazyPart(async () => (await import('./outside.ts')).Invitation);

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
  if (!entry?.room)
    return (
      <Suspense fallback={<WaitingPane />}>
        {state === 'ready' ? <RoomOutside key={name} name={name} /> : <WaitingPane />}
      </Suspense>
    );
  if (entry.invited)
    return (
      <Suspense fallback={<WaitingPane />}>
        <Invitation entry={entry} room={entry.room} />
      </Suspense>
    );
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
