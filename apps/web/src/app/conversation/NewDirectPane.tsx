import { Suspense, useImperativeHandle, useMemo, useRef, type Ref } from 'react';
import { useClient } from '../../sdk/ClientContext.ts';
import { useInbox } from '../../sdk/use-inbox.ts';
import type { Person } from '@rookery/client';
import { Avatar } from '../../design/Avatar.tsx';
import { showToast } from '../../design/toasts.ts';
import { ClosedComposer } from '../../features/composer/LazyClosedComposer.tsx';
import { Composer, type ComposerHandle } from '../../features/composer/Composer.tsx';
import { DirectHeader } from '../../features/conversation/DirectHeader.tsx';
import { nameOf } from '../../lib/name-of.ts';
import { useText } from '../../locales/text.ts';
import { lazyPart } from '../../shell/lazy-part.tsx';
import { setDraft } from '../../store/drafts.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import type { PaneControl } from '../../shell/feature.ts';
import { CompletionContext } from '../../writing/CompletionContext.ts';
import { newDraftKey, oldDraftKey } from './beginnings.ts';
import { useMovedDraft } from './use-moved-draft.ts';
import { WaitingPane } from './WaitingPane.tsx';
import styles from './ConversationPane.module.css';

const BarPlace = lazyPart(async () => (await import('../../features/conversation/late.ts')).BarPlace);

type Props = { readonly ref: Ref<PaneControl>; readonly person: Person };

/** Before the first message there is no conversation: this is where it is written. */
export const NewDirectPane = ({ ref, person }: Props) => {
  const isMoved = useMovedDraft(person.deactivated ? [] : [oldDraftKey(person)], newDraftKey(person));
  return isMoved ? <Beginning ref={ref} person={person} /> : <WaitingPane />;
};

const Beginning = ({ ref, person }: Props) => {
  const text = useText();
  const client = useClient();
  const { entries } = useInbox();
  const sources = useMemo(
    () => ({ people: [person], rooms: entries.flatMap(({ room }) => (room ? [room] : [])) }),
    [person, entries],
  );
  const composer = useRef<ComposerHandle>(null);
  const name = nameOf(text, person);
  const draftKey = newDraftKey(person);

  useImperativeHandle(ref, () => ({
    compose: () => composer.current?.focus(),
    focusLog: () => undefined,
    giveUp: () => false,
    markRead: () => undefined,
    firstUnread: () => undefined,
    reactToLast: () => undefined,
    latest: () => undefined,
  }));

  return (
    <main className={styles.pane} id="main" tabIndex={-1}>
      <DirectHeader person={person} />
      <div className={styles.beginning}>
        <div className={styles.intro}>
          <Avatar userId={person.id} picture={person.avatar} name={name} size={48} />
          <h2>
            <bdi>{name}</bdi>
          </h2>
          {!person.deactivated && <p>{text('direct.began', { name })}</p>}
        </div>
      </div>
      <div />
      <div className={styles.typingSpace}>
        <Suspense>
          <BarPlace />
        </Suspense>
      </div>
      {person.deactivated ? (
        <ClosedComposer ref={composer} draftKey={draftKey} words={text('composer.gone', { name })} />
      ) : (
        <CompletionContext value={sources}>
          <Composer
            ref={composer}
            draftKey={draftKey}
            placeholder={text('composer.toPerson', { name })}
            replyTo={undefined}
            onCancelReply={() => undefined}
            onEditLast={() => undefined}
            onReplyLast={() => undefined}
            onTyping={() => undefined}
            onSend={(content, uploads) =>
              void client.sendTo(person.id, content, { uploads }).catch((thrown: unknown) => {
                showToast(thrownText(text, thrown, { not_found: text('delivery.undeliverable') }));
                // Back into the field: nothing written is lost.
                setDraft(draftKey, { text: content });
              })
            }
          />
        </CompletionContext>
      )}
    </main>
  );
};
