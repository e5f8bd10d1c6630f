import { limits } from '@rookery/protocol';
import { Field } from '../../design/Field.tsx';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { useMe } from '../../sdk/use-session.ts';
import type { Closable } from '../../shell/closable.ts';
import { FormDialog } from '../../shell/FormDialog.tsx';

/** The reader gives herself another name. Everybody sees it at once; the username stays. */
export const EditNameDialog = ({ onClose }: Closable) => {
  const text = useText();
  const client = useClient();
  const me = useMe();
  return (
    <FormDialog
      title={text('profile.edit')}
      yes={text('save')}
      ownWords={{ bad_request: text('profile.nameRefused') }}
      onClose={onClose}
      act={(field) => {
        const displayName = field('name');
        if (displayName === '') return text('profile.nameEmpty');
        return displayName === me.displayName ? undefined : client.setProfile({ displayName });
      }}
    >
      {(error) => (
        <Field
          data-autofocus
          label={text('profile.name')}
          name="name"
          defaultValue={me.displayName}
          maxLength={limits.displayNameChars}
          autoComplete="nickname"
          spellCheck={false}
          dir="auto"
          hint={text('profile.nameHint', { username: me.username })}
          error={error}
        />
      )}
    </FormDialog>
  );
};
