import { limits } from '@rookery/protocol';
import { Field } from '../../design/Field.tsx';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { useMe } from '../../sdk/use-session.ts';
import type { Closable } from '../../shell/closable.ts';
import { FormDialog } from '../../shell/FormDialog.tsx';

/** The reader gives herself another name, or another username. Everybody sees it at once. */
export const EditNameDialog = ({ onClose }: Closable) => {
  const text = useText();
  const client = useClient();
  const me = useMe();
  return (
    <FormDialog
      title={text('profile.edit')}
      yes={text('save')}
      ownWords={{ bad_request: text('profile.nameRefused'), conflict: text('join.nameTaken') }}
      onClose={onClose}
      act={(field) => {
        const [displayName, username] = [field('name'), field('username')];
        if (displayName === '' || username === '') return text('profile.nameEmpty');
        const change = {
          ...(displayName === me.displayName ? {} : { displayName }),
          ...(username === me.username ? {} : { username }),
        };
        return Object.keys(change).length === 0 ? undefined : client.setProfile(change);
      }}
    >
      {(error) => (
        <>
          <Field
            data-autofocus
            label={text('profile.name')}
            name="name"
            defaultValue={me.displayName}
            maxLength={limits.displayNameChars}
            autoComplete="nickname"
            spellCheck={false}
            dir="auto"
            hint={text('profile.nameHint')}
            error={error}
          />
          <Field
            label={text('profile.username')}
            name="username"
            defaultValue={me.username}
            maxLength={limits.usernameChars}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            dir="auto"
            hint={text('profile.usernameHint')}
          />
        </>
      )}
    </FormDialog>
  );
};
