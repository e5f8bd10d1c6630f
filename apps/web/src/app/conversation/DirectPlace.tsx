import type { Entry, User } from '@rookery/protocol';
import { Suspense, type Ref } from 'react';
import { Avatar } from '../../design/Avatar.tsx';
import { DirectHeader } from '../../features/conversation/DirectHeader.tsx';
import { nameOf } from '../../lib/name-of.ts';
import { useText } from '../../locales/text.ts';
import type { Person } from '@rookery/client';
import { useInbox } from '../../sdk/use-inbox.ts';
import type { PaneControl } from '../../shell/feature.ts';
import { lazyPart } from '../../shell/lazy-part.tsx';
import { ConversationPane } from './ConversationPane.tsx';
import { beginningsOf } from './beginnings.ts';
import { useMovedDraft } from './use-moved-draft.ts';
import { WaitingPane } from './WaitingPane.tsx';
import styles from './ConversationPane.module.css';

const DirectOutside = lazyPart(async () => (await import('./DirectOutside.tsx')).DirectOutside);

const DirectIntro = ({ person }: { readonly person: Person }) => {
  const text = useText();
  const name = nameOf(text, person);
  return (
    <div className={styles.intro}>
      <Avatar userId={person.id} picture={person.avatar} name={name} size={48} />
      <h2>
        <bdi>{name}</bdi>
      </h2>
      <p>{text('direct.began', { name })}</p>
    </div>
  );
};

type Props = {
  readonly ref: Ref<PaneControl>;
  /** The conversation's, or the other person's. */
  readonly id: string;
  readonly seq: number | undefined;
  readonly entry: Entry | undefined;
  readonly panel: string | undefined;
};

/** The address of a direct conversation: the conversation, its beginning, or why there is none. */
export const DirectPlace = ({ ref, id, seq, entry, panel }: Props) => {
  const { state } = useInbox();
  const user: User | undefined = entry?.user;
  // Somebody wrote first: what is being written to them here goes on in the conversation.
  const isMoved = useMovedDraft(user ? beginningsOf(user) : [], entry?.conversation);
  if (!entry || !user)
    return (
      <Suspense fallback={<WaitingPane />}>
        {state === 'ready' ? <DirectOutside key={id} ref={ref} id={id} /> : <WaitingPane />}
      </Suspense>
    );
  if (!isMoved) return <WaitingPane />;
  return (
    <ConversationPane
      key={entry.conversation}
      ref={ref}
      entry={entry}
      seq={seq}
      header={<DirectHeader person={user} entry={entry} panel={panel} />}
      intro={<DirectIntro person={user} />}
    />
  );
};
