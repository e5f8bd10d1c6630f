import type { Entry, User } from '@rookery/protocol';
import { isUserId } from '@rookery/protocol';
import type { Ref } from 'react';
import { useLocation } from 'wouter';
import { Avatar } from '../../design/Avatar.tsx';
import { Button } from '../../design/Button.tsx';
import { DirectHeader } from '../../features/conversation/DirectHeader.tsx';
import { nameOf } from '../../lib/name-of.ts';
import { paths } from '../../lib/paths.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import type { Person } from '@rookery/client';
import { useInbox } from '../../sdk/use-inbox.ts';
import { useSomebody } from '../../sdk/use-somebody.ts';
import { BackButton } from '../../shell/BackButton.tsx';
import type { PaneControl } from '../../shell/feature.ts';
import { StatePane } from '../../shell/StatePane.tsx';
import { ConversationPane } from './ConversationPane.tsx';
import { beginningsOf, NewDirectPane } from './NewDirectPane.tsx';
import { useAnswer } from './use-answer.ts';
import { useMovedDraft } from './use-moved-draft.ts';
import { WaitingPane } from './WaitingPane.tsx';
import styles from './ConversationPane.module.css';

const DirectIntro = ({ person }: { readonly person: Person }) => {
  const text = useText();
  const name = nameOf(text, person);
  return (
    <div className={styles.intro}>
      <Avatar userId={person.id} name={name} size={48} />
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
  if (!entry || !user) return state === 'ready' ? <DirectOutside key={id} ref={ref} id={id} /> : <WaitingPane />;
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

type OutsideProps = { readonly ref: Ref<PaneControl>; readonly id: string };

const DirectOutside = ({ ref, id }: OutsideProps) => {
  const text = useText();
  const client = useClient();
  const [, navigate] = useLocation();
  const userId = isUserId(id) ? id : undefined;
  const known = useSomebody(userId);
  const answer = useAnswer(userId && !known ? () => client.findPerson(userId) : undefined, id);
  if (known) return <NewDirectPane ref={ref} person={known} />;
  if (userId && !answer) return <WaitingPane />;
  return (
    <StatePane
      head={<BackButton />}
      title={text('gone.directTitle')}
      words={answer?.ok === false ? thrownText(text, answer.thrown) : text('gone.directWords')}
    >
      <Button onClick={() => navigate(paths.inbox)}>{text('gone.toInbox')}</Button>
    </StatePane>
  );
};
