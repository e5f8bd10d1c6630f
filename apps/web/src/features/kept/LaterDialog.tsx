import type { ConversationId } from '@rookery/protocol';
import { useState } from 'react';
import { Field } from '../../design/Field.tsx';
import { showToast } from '../../design/toasts.ts';
import { dateAndTime } from '../../lib/date-and-time.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { useKeeping } from '../../sdk/use-keeping.ts';
import type { Closable } from '../../shell/closable.ts';
import { FormDialog } from '../../shell/FormDialog.tsx';
import { draftOf, setDraft } from '../../store/drafts.ts';
import { DraftField } from './DraftField.tsx';
import styles from './Kept.module.css';

type Props = Closable & { readonly conversation: ConversationId };

/** As a field of the type `datetime-local` has it: by the reader's own clock. */
const localTime = (at: number): string =>
  new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

/** The next morning at nine. */
const tomorrow = (): number => {
  const at = new Date();
  at.setDate(at.getDate() + 1);
  at.setHours(9, 0, 0, 0);
  return at.getTime();
};

/** What is written in the composer, or here, is sent by the server at a time. */
export const LaterDialog = ({ conversation, onClose }: Props) => {
  const text = useText();
  const locale = useFormatLocale();
  const keeping = useKeeping();
  const [draft] = useState(() => draftOf(conversation));
  return (
    <FormDialog
      title={text('later.dialog')}
      yes={text('later.yes')}
      ownWords={{ bad_request: text('later.refused'), too_large: text('later.tooMany') }}
      onClose={onClose}
      act={async (field) => {
        const sendAt = new Date(field('time')).getTime();
        await keeping.sendLater(conversation, field('content'), sendAt, {
          ...{ replyTo: draft.replyTo, silent: field('silent') !== '' },
        });
        if (draft.text !== '') setDraft(conversation, { text: '', replyTo: undefined });
        showToast(text('later.added', { time: dateAndTime(sendAt, locale) }));
      }}
    >
      {(error) => (
        <>
          <DraftField draft={draft.text} error={error} />
          <Field
            label={text('later.time')}
            name="time"
            type="datetime-local"
            defaultValue={localTime(tomorrow())}
            required
          />
          <div className={styles.checks}>
            <label>
              <input type="checkbox" name="silent" value="silent" />
              {text('later.silent')}
            </label>
          </div>
        </>
      )}
    </FormDialog>
  );
};
