import type { Entry } from '@rookery/protocol';
import { useState } from 'react';
import { Field } from '../../design/Field.tsx';
import { conversationPath, paths } from '../../lib/paths.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import type { Closable } from '../../shell/closable.ts';
import type { Shell } from '../../shell/feature.ts';
import { FormDialog } from '../../shell/FormDialog.tsx';
import { findDay } from './find-day.ts';

type Props = Closable & { readonly entry: Entry; readonly navigate: Shell['navigate'] };

/** As the field wants it, where the reader is. */
const dayOf = (at: Date): string =>
  [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, '0')).join('-');

/** To the first message of a day, or the next one that there is. */
export const DateDialog = ({ entry, navigate, onClose }: Props) => {
  const text = useText();
  const client = useClient();
  const { conversation, head } = entry;
  const [today] = useState(() => dayOf(new Date()));
  return (
    <FormDialog
      title={text('date.title')}
      yes={text('date.submit')}
      ownWords={{}}
      onClose={onClose}
      act={async (field) => {
        const from = new Date(`${field('date')}T00:00`).getTime();
        const seq = await findDay(Number.isNaN(from) ? 0 : from, head, async (after) => {
          const { messages } = await client.request('history:fetch', { conversation, after, limit: 1 });
          return messages[0];
        });
        if (seq !== undefined) navigate(paths.message(conversationPath(entry), seq));
      }}
    >
      {(error) => (
        <Field
          data-autofocus
          type="date"
          label={text('date.label')}
          name="date"
          max={today}
          defaultValue={today}
          error={error}
        />
      )}
    </FormDialog>
  );
};
