import type { ConversationId } from '@rookery/protocol';
import { limits } from '@rookery/protocol';
import { useCallback } from 'react';
import { Button } from '../../design/Button.tsx';
import { Field } from '../../design/Field.tsx';
import { showToast } from '../../design/toasts.ts';
import { dateAndTime } from '../../lib/date-and-time.ts';
import { nameOf } from '../../lib/name-of.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { tellFailure } from '../../sdk/tell-failure.ts';
import { useInbox } from '../../sdk/use-inbox.ts';
import { useKeeping } from '../../sdk/use-keeping.ts';
import { usePages } from '../../sdk/use-pages.ts';
import { ActForm } from '../../shell/ActForm.tsx';
import { PagedList } from './PagedList.tsx';
import styles from './Administration.module.css';

/** The id of a conversation in what was typed: the address of its page, or the id itself. */
const conversationIn = (typed: string): ConversationId | undefined =>
  /\b[rdg]_[\w-]{1,38}/.exec(typed)?.[0] as ConversationId | undefined;

/** Conversations that are kept from being deleted by age, with who holds them, and a way to hold another. */
export const Holds = () => {
  const text = useText();
  const keeping = useKeeping();
  const locale = useFormatLocale();
  const { entries } = useInbox();
  const read = useCallback(
    (cursor: string | undefined) =>
      keeping.holds({ cursor, limit: 50 }).then(({ holds, next }) => ({ rows: holds, next })),
    [keeping],
  );
  const pages = usePages(read);
  const nameFor = (conversation: ConversationId, name: string | undefined): string =>
    name ?? entries.find((entry) => entry.conversation === conversation)?.room?.name ?? conversation;
  return (
    <>
      <PagedList pages={pages} none={text('hold.none')}>
        {pages.rows?.map(({ conversation, name, by, at, reason }) => (
          <li key={conversation} className={styles.person}>
            <div>
              <bdi>{nameFor(conversation, name)}</bdi>
              <br />
              <small>
                {text('hold.by', { name: nameOf(text, by), date: dateAndTime(at, locale) })}
                {reason !== undefined && ` · ${reason}`}
              </small>
            </div>
            <Button onClick={() => void keeping.setHold(conversation, false).then(pages.again, tellFailure)}>
              {text('hold.lift')}
            </Button>
          </li>
        ))}
      </PagedList>
      <ActForm
        yes={text('hold.yes')}
        ownWords={{ not_found: text('hold.unknown') }}
        act={(field) => {
          const conversation = conversationIn(field('conversation'));
          const reason = field('reason');
          if (conversation === undefined) return text('hold.unknown');
          return keeping.setHold(conversation, true, reason === '' ? undefined : reason);
        }}
        onDone={() => {
          pages.again();
          showToast(text('hold.done'));
        }}
      >
        {(error) => (
          <>
            <Field
              label={text('hold.conversation')}
              hint={text('hold.conversationHint')}
              name="conversation"
              autoComplete="off"
              spellCheck={false}
              error={error}
            />
            <Field
              label={text('hold.reason')}
              name="reason"
              maxLength={limits.reasonChars}
              autoComplete="off"
              dir="auto"
            />
          </>
        )}
      </ActForm>
    </>
  );
};
