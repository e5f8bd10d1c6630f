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

/** Somebody in what was typed: her username, or her id. */
const personIn = (typed: string): string | undefined => /^@?([^\s/@:]{1,64})$/u.exec(typed.trim())?.[1];

/** Conversations, and what people have written, that are kept from being deleted by age, with who holds them, and a way to hold another. */
export const Holds = () => {
  const text = useText();
  const keeping = useKeeping();
  const locale = useFormatLocale();
  const { entries } = useInbox();
  const read = useCallback(
    (cursor: string | undefined) =>
      keeping.holds({ cursor, limit: 50 }).then(({ holds, people = [], next }) => ({
        rows: [
          ...holds.map((hold) => ({ ...hold, of: 'conversation' as const })),
          ...people.map((hold) => ({ ...hold, of: 'person' as const })),
        ],
        next,
      })),
    [keeping],
  );
  const pages = usePages(read);
  type Row = NonNullable<typeof pages.rows>[number];
  const nameFor = (row: Row): string =>
    row.of === 'person'
      ? text('hold.ofPerson', { name: nameOf(text, row.user) })
      : (row.name ??
        entries.find(({ conversation }) => conversation === row.conversation)?.room?.name ??
        row.conversation);
  const lift = (row: Row): Promise<void> =>
    row.of === 'person' ? keeping.setHoldOfPerson(row.user.id, false) : keeping.setHold(row.conversation, false);
  return (
    <>
      <PagedList pages={pages} none={text('hold.none')}>
        {pages.rows?.map((row) => (
          <li key={row.of === 'person' ? row.user.id : row.conversation} className={styles.person}>
            <div>
              <bdi>{nameFor(row)}</bdi>
              <br />
              <small>
                {text('hold.by', { name: nameOf(text, row.by), date: dateAndTime(row.at, locale) })}
                {row.reason !== undefined && ` · ${row.reason}`}
              </small>
            </div>
            <Button onClick={() => void lift(row).then(pages.again, tellFailure)}>{text('hold.lift')}</Button>
          </li>
        ))}
      </PagedList>
      <ActForm
        yes={text('hold.yes')}
        ownWords={{ not_found: text('hold.unknown') }}
        act={(field) => {
          const conversation = conversationIn(field('conversation'));
          const reason = field('reason') === '' ? undefined : field('reason');
          if (conversation !== undefined) return keeping.setHold(conversation, true, reason);
          const person = personIn(field('conversation'));
          return person === undefined ? text('hold.unknown') : keeping.setHoldOfPerson(person, true, reason);
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
