import type { Entry, User } from '@rookery/protocol';
import { foldName } from '@rookery/protocol';
import { useLayoutEffect, useState, type Ref } from 'react';
import { useLocation } from 'wouter';
import { Avatar } from '../../design/Avatar.tsx';
import { Button } from '../../design/Button.tsx';
import { DirectHeader } from '../../features/conversation/DirectHeader.tsx';
import { paths } from '../../lib/paths.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import type { Person } from '@rookery/client';
import { useInbox } from '../../sdk/use-inbox.ts';
import { usePeople } from '../../sdk/use-people.ts';
import { BackButton } from '../../shell/BackButton.tsx';
import type { PaneControl } from '../../shell/feature.ts';
import { StatePane } from '../../shell/StatePane.tsx';
import { ConversationPane } from './ConversationPane.tsx';
import { NewDirectPane, newDraftKey } from './NewDirectPane.tsx';
import { useAnswer } from './use-answer.ts';
import { moveDraft } from '../../store/drafts.ts';
import { WaitingPane } from './WaitingPane.tsx';
import styles from './ConversationPane.module.css';

const DirectIntro = ({ person }: { readonly person: Person }) => {
  const text = useText();
  return (
    <div className={styles.intro}>
      <Avatar userId={person.id} name={person.displayName} size={48} />
      <h2>
        <bdi>{person.displayName}</bdi>
      </h2>
      <p>{text('direct.began', { name: person.displayName })}</p>
    </div>
  );
};

type Props = {
  readonly ref: Ref<PaneControl>;
  readonly username: string;
  readonly seq: number | undefined;
  readonly entry: Entry | undefined;
  readonly panel: string | undefined;
};

/** A person's address: the conversation, its beginning, or that nobody goes by that name. */
export const DirectPlace = ({ ref, username, seq, entry, panel }: Props) => {
  const { state } = useInbox();
  const user: User | undefined = entry?.user;
  // Somebody wrote first: what is being written to them here goes on in the conversation. Before its composer reads the draft.
  const conversation = entry?.conversation;
  const [ready, setReady] = useState(conversation);
  useLayoutEffect(() => {
    if (conversation === undefined || conversation === ready) return;
    moveDraft(newDraftKey(username), conversation);
    setReady(conversation);
  }, [conversation, ready, username]);
  if (entry && entry.conversation !== ready) return <WaitingPane />;
  if (!entry || !user)
    return state === 'ready' ? <DirectOutside key={username} ref={ref} username={username} /> : <WaitingPane />;
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

type OutsideProps = { readonly ref: Ref<PaneControl>; readonly username: string };

const DirectOutside = ({ ref, username }: OutsideProps) => {
  const text = useText();
  const client = useClient();
  const people = usePeople();
  const [, navigate] = useLocation();
  const answer = useAnswer(() => client.userExists(username), username);
  if (!answer) return <WaitingPane />;
  if (!answer.ok || !answer.value) {
    return (
      <StatePane
        head={<BackButton />}
        title={text('gone.personTitle', { name: username })}
        words={answer.ok ? text('gone.personWords') : thrownText(text, answer.thrown)}
      >
        <Button onClick={() => navigate(paths.inbox)}>{text('gone.toInbox')}</Button>
      </StatePane>
    );
  }
  const person = [...people.values()].find((one) => foldName(one.username) === foldName(username));
  return <NewDirectPane ref={ref} username={username} person={person} />;
};
