import { limits, type AdminSettings } from '@rookery/protocol';
import { Field } from '../../design/Field.tsx';
import { showToast } from '../../design/toasts.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { ActForm } from '../../shell/ActForm.tsx';

/** Undefined where it is no such number; null of an empty field. */
const numberIn = (typed: string, most: number): number | null | undefined => {
  if (typed === '') return null;
  const number = Number(typed);
  return Number.isInteger(number) && number >= 1 && number <= most ? number : undefined;
};

/** For how long, and how many, messages are kept. What is saved here deletes, so it says so. */
export const RetentionForm = ({ settings }: { readonly settings: AdminSettings }) => {
  const text = useText();
  const client = useClient();
  return (
    <ActForm
      yes={text('save')}
      ownWords={{ unavailable: text('retention.early') }}
      act={(field) => {
        const retentionDays = numberIn(field('days'), limits.retentionDays);
        const retentionMessages = numberIn(field('count'), limits.retentionMessages);
        if (retentionDays === undefined || retentionMessages === undefined) return text('retention.refused');
        return client.setServer({ retentionDays, retentionMessages });
      }}
      onDone={() => showToast(text('profile.saved'))}
    >
      {(error) => (
        <>
          <Field
            label={text('retention.serverDays')}
            hint={text('retention.empty')}
            name="days"
            inputMode="numeric"
            autoComplete="off"
            defaultValue={settings.retentionDays ?? ''}
            error={error}
          />
          <Field
            label={text('retention.serverCount')}
            hint={text('retention.emptyCount')}
            name="count"
            inputMode="numeric"
            autoComplete="off"
            defaultValue={settings.retentionMessages ?? ''}
          />
        </>
      )}
    </ActForm>
  );
};
