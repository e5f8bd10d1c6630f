import { limits } from '@rookery/protocol';
import { useEffect, useRef } from 'react';
import { Field } from '../../design/Field.tsx';
import { showToast } from '../../design/toasts.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { useMe } from '../../sdk/use-session.ts';
import { ActForm } from '../../shell/ActForm.tsx';

/** The reader gives herself another name, or another username. Everybody sees it at once. */
export const Names = () => {
  const text = useText();
  const client = useClient();
  const me = useMe();
  const whole = useRef<HTMLFormElement>(null);

  // The menu's way to it.
  useEffect(() => {
    if (location.hash === '#name') whole.current?.querySelector('input')?.focus();
  }, []);

  return (
    <ActForm
      ref={whole}
      yes={text('save')}
      ownWords={{ bad_request: text('profile.nameRefused'), conflict: text('join.nameTaken') }}
      act={(field) => {
        const [displayName, username] = [field('name'), field('username')];
        if (displayName === '' || username === '') return text('profile.nameEmpty');
        const change = {
          ...(displayName === me.displayName ? {} : { displayName }),
          ...(username === me.username ? {} : { username }),
        };
        return Object.keys(change).length > 0 ? client.setProfile(change) : undefined;
      }}
      onDone={() => showToast(text('profile.saved'))}
    >
      {(error) => (
        <>
          <Field
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
    </ActForm>
  );
};
