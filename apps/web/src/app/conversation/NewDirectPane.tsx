import { useImperativeHandle, useRef, useState, type Ref } from 'react';
import { useClient } from '../../sdk/ClientContext.ts';
import { useInbox } from '../../sdk/use-inbox.ts';
import type { Person } from '@rookery/client';
import { Avatar } from '../../design/Avatar.tsx';
import { Composer, type ComposerHandle } from '../../features/composer/Composer.tsx';
import { BackButton } from '../../shell/BackButton.tsx';
import { DirectHeader } from '../../features/conversation/DirectHeader.tsx';
import { useText } from '../../locales/text.ts';
import { setDraft } from '../../store/drafts.ts';
import { tellFailure } from '../../sdk/tell-failure.ts';
import type { PaneControl } from '../../shell/feature.ts';
import styles from './ConversationPane.module.css';
import header from '../../features/conversation/RoomHeader.module.css';

const nobody: readonly Person[] = [];

/** Where the draft is kept until the conversation has begun. */
export const newDraftKey = (username: string): string => `@${username}`;

type Props = { readonly ref: Ref<PaneControl>; readonly username: string; readonly person: Person | undefined };

/** Before the first message there is no conversation: this is where it is written. */
export const NewDirectPane = ({ ref, username, person }: Props) => {
  const text = useText();
  const client = useClient();
  const { entries } = useInbox();
  const composer = useRef<ComposerHandle>(null);
  const [attempt, setAttempt] = useState(0);
  const name = person?.displayName ?? `@${username}`;
  const draftKey = newDraftKey(username);

  useImperativeHandle(ref, () => ({
    compose: () => composer.current?.focus(),
    focusLog: () => undefined,
    giveUp: () => false,
    markRead: () => undefined,
    firstUnread: () => undefined,
    latest: () => undefined,
  }));

  return (
    <main className={styles.pane} id="main" tabIndex={-1}>
      {person ? (
        <DirectHeader person={person} />
      ) : (
        <header className={header.header}>
          <BackButton />
          <h1 className={header.title}>
            <bdi>{name}</bdi>
          </h1>
        </header>
      )}
      <div className={styles.beginning}>
        <div className={styles.intro}>
          {person && <Avatar userId={person.id} name={person.displayName} size={48} />}
          <h2>
            <bdi>{name}</bdi>
          </h2>
          <p>{text('direct.began', { name })}</p>
        </div>
      </div>
      <div />
      <div className={styles.typingSpace} />
      <Composer
        key={attempt}
        ref={composer}
        draftKey={draftKey}
        placeholder={text('composer.toPerson', { name })}
        people={person ? [person] : nobody}
        rooms={entries.flatMap(({ room }) => (room ? [{ id: room.id, name: room.name }] : []))}
        replyTo={undefined}
        onCancelReply={() => undefined}
        onEditLast={() => undefined}
        onReplyLast={() => undefined}
        onTyping={() => undefined}
        onSend={(content) =>
          void client.sendTo(username, content).catch((thrown: unknown) => {
            tellFailure(thrown);
            // Back into the field: nothing written is lost.
            setDraft(draftKey, { text: content });
            setAttempt((count) => count + 1);
          })
        }
      />
    </main>
  );
};
