import { limits, type ConversationId } from '@rookery/protocol';
import { useState } from 'react';
import { Button } from '../../design/Button.tsx';
import { Field } from '../../design/Field.tsx';
import { useText } from '../../locales/text.ts';
import { useKeeping } from '../../sdk/use-keeping.ts';
import type { Closable } from '../../shell/closable.ts';
import { FormDialog } from '../../shell/FormDialog.tsx';
import styles from './Kept.module.css';

type Props = Closable & { readonly conversation: ConversationId };

/** Asks a question, and what there is to choose from. */
export const PollDialog = ({ conversation, onClose }: Props) => {
  const text = useText();
  const keeping = useKeeping();
  const [count, setCount] = useState(3);
  const [multiple, setMultiple] = useState(false);
  const [anonymous, setAnonymous] = useState(false);
  return (
    <FormDialog
      title={text('poll.title')}
      yes={text('poll.yes')}
      ownWords={{ bad_request: text('poll.refused') }}
      onClose={onClose}
      act={async (field) => {
        const options = Array.from({ length: count }, (_, index) => field(`option${index}`).trim());
        const given = options.filter((option) => option !== '');
        const closesAt = field('closesAt') === '' ? undefined : new Date(field('closesAt')).getTime();
        const ends = closesAt === undefined ? {} : { closesAt };
        await keeping.poll(conversation, field('question'), given, { multiple, anonymous, ...ends });
      }}
    >
      {(error) => (
        <>
          <Field
            data-autofocus
            label={text('poll.question')}
            name="question"
            maxLength={limits.pollQuestionChars}
            autoComplete="off"
            dir="auto"
            required
            error={error}
          />
          {Array.from({ length: count }, (_, index) => (
            <Field
              key={index}
              label={text('poll.option', { number: index + 1 })}
              name={`option${index}`}
              maxLength={limits.pollOptionChars}
              autoComplete="off"
              dir="auto"
              required={index < 2}
            />
          ))}
          {count < limits.pollOptions && (
            <Button look="plain" onClick={() => setCount(count + 1)}>
              {text('poll.more')}
            </Button>
          )}
          <Field label={text('poll.closesAtField')} name="closesAt" type="datetime-local" />
          <div className={styles.checks}>
            <label>
              <input type="checkbox" checked={multiple} onChange={(event) => setMultiple(event.target.checked)} />
              {text('poll.multiple')}
            </label>
            <label>
              <input type="checkbox" checked={anonymous} onChange={(event) => setAnonymous(event.target.checked)} />
              {text('poll.anonymous')}
            </label>
          </div>
        </>
      )}
    </FormDialog>
  );
};
