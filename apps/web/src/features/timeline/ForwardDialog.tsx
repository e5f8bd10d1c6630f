import { limits, type ConversationId } from '@rookery/protocol';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { Field } from '../../design/Field.tsx';
import { showToast } from '../../design/toasts.ts';
import { conversationPath } from '../../lib/paths.ts';
import { useText } from '../../locales/text.ts';
import { EntryMark } from '../../people/EntryMark.tsx';
import { useInbox } from '../../sdk/use-inbox.ts';
import { useKeeping } from '../../sdk/use-keeping.ts';
import { useTitleOf } from '../../sdk/use-title-of.ts';
import { useWritable } from '../../sdk/use-writable.ts';
import type { Closable } from '../../shell/closable.ts';
import { FormDialog } from '../../shell/FormDialog.tsx';
import styles from './ForwardDialog.module.css';

type Props = Closable & {
  readonly message: { readonly conversation: ConversationId; readonly seq: number };
  /** A line of it. */
  readonly words: string;
};

/** Asks where a message is to be said again, and what to say to it. [WEB-189] */
export const ForwardDialog = ({ message, words, onClose }: Props) => {
  const text = useText();
  const keeping = useKeeping();
  const titleOf = useTitleOf();
  const { entries } = useInbox();
  const [, navigate] = useLocation();
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState<ConversationId>();
  const shown = useWritable(query);
  const target = entries.find(({ conversation }) => conversation === chosen);
  return (
    <FormDialog
      title={text('forward.yes')}
      yes={text('forward.yes')}
      ownWords={{ not_found: text('forward.gone'), too_large: text('forward.tooLong') }}
      onClose={onClose}
      act={(field) => {
        if (!target) return text('forward.choose');
        return keeping.forward(message, target.conversation, field('comment')).then(() => {
          showToast(text('forward.done', { name: titleOf(target) }), {
            label: text('forward.open'),
            run: () => navigate(conversationPath(target)),
          });
        });
      }}
    >
      {(error) => (
        <>
          <p className={styles.words} dir="auto">
            {words}
          </p>
          <Field
            data-autofocus
            label={text('forward.to')}
            name="query"
            type="search"
            autoComplete="off"
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            error={error}
          />
          <fieldset className={styles.list}>
            <legend className="visually-hidden">{text('forward.to')}</legend>
            {shown.map((entry) => (
              <label key={entry.conversation}>
                <input
                  type="radio"
                  name="to"
                  value={entry.conversation}
                  checked={entry.conversation === chosen}
                  onChange={() => setChosen(entry.conversation)}
                />
                <span className={styles.mark}>
                  <EntryMark entry={entry} />
                </span>
                <span dir="auto">{titleOf(entry)}</span>
              </label>
            ))}
            {shown.length === 0 && <p>{text('forward.nowhere')}</p>}
          </fieldset>
          <Field
            label={text('forward.comment')}
            name="comment"
            maxLength={limits.contentBytes}
            autoComplete="off"
            dir="auto"
          />
        </>
      )}
    </FormDialog>
  );
};
