import { limits } from '@rookery/protocol';
import { useState } from 'react';
import { Button } from '../../design/Button.tsx';
import { Dialog } from '../../design/Dialog.tsx';
import { Field } from '../../design/Field.tsx';
import form from '../../design/Form.module.css';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { useMe } from '../../sdk/use-session.ts';
import type { Closable } from '../../shell/closable.ts';

/** The reader gives herself another name. Everybody sees it at once; the username stays. */
export const EditNameDialog = ({ onClose }: Closable) => {
  const text = useText();
  const client = useClient();
  const me = useMe();
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);

  const submit = async (fields: FormData) => {
    const displayName = String(fields.get('name') ?? '').trim();
    if (displayName === '') {
      setError(text('profile.nameEmpty'));
      return;
    }
    if (displayName === me.displayName) {
      onClose();
      return;
    }
    setBusy(true);
    try {
      await client.setProfile({ displayName });
      onClose();
    } catch (thrown) {
      setError(thrownText(text, thrown, { bad_request: text('profile.nameRefused') }));
    }
    setBusy(false);
  };

  return (
    <Dialog title={text('profile.edit')} closeLabel={text('close')} onClose={onClose}>
      <form
        className={form.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void submit(new FormData(event.currentTarget));
        }}
      >
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
          onChange={() => setError(undefined)}
        />
        <div className={form.buttons}>
          <Button onClick={onClose}>{text('cancel')}</Button>
          <Button look="primary" type="submit" aria-busy={busy}>
            {text('save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
};
