import { limits } from '@rookery/protocol';
import { useEffect, useRef, useState } from 'react';
import { Button } from '../../design/Button.tsx';
import { Field } from '../../design/Field.tsx';
import form from '../../design/Form.module.css';
import { showToast } from '../../design/toasts.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { useMe } from '../../sdk/use-session.ts';

/** The reader gives herself another name, or another username. Everybody sees it at once. */
export const Names = () => {
  const text = useText();
  const client = useClient();
  const me = useMe();
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const whole = useRef<HTMLFormElement>(null);

  // The menu's way to it.
  useEffect(() => {
    if (location.hash === '#name') whole.current?.querySelector('input')?.focus();
  }, []);

  const submit = async (fields: FormData) => {
    const [displayName = '', username = ''] = ['name', 'username'].map((field) => String(fields.get(field)).trim());
    if (displayName === '' || username === '') return setError(text('profile.nameEmpty'));
    const change = {
      ...(displayName === me.displayName ? {} : { displayName }),
      ...(username === me.username ? {} : { username }),
    };
    setBusy(true);
    try {
      if (Object.keys(change).length > 0) await client.setProfile(change);
      showToast(text('profile.saved'));
    } catch (thrown) {
      setError(
        thrownText(text, thrown, { bad_request: text('profile.nameRefused'), conflict: text('join.nameTaken') }),
      );
    }
    setBusy(false);
  };

  return (
    <form
      ref={whole}
      className={form.form}
      noValidate
      onChange={() => setError(undefined)}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void submit(new FormData(event.currentTarget));
      }}
    >
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
      <div className={form.buttons}>
        <Button look="primary" type="submit" aria-busy={busy}>
          {text('save')}
        </Button>
      </div>
    </form>
  );
};
