import { limits } from '@rookery/protocol';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useClient } from '../../sdk/ClientContext.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { Button } from '../../design/Button.tsx';
import { Dialog } from '../../design/Dialog.tsx';
import { Field } from '../../design/Field.tsx';
import { paths } from '../../lib/paths.ts';
import { useText } from '../../locales/text.ts';
import form from '../../design/Form.module.css';
import styles from './rooms.module.css';

type Props = { readonly initialName?: string; readonly onClose: () => void };

export const CreateRoomDialog = ({ initialName = '', onClose }: Props) => {
  const text = useText();
  const client = useClient();
  const [, navigate] = useLocation();
  const [error, setError] = useState<{ field: 'name' | 'topic'; words: string }>();
  const [busy, setBusy] = useState(false);

  const submit = async (fields: FormData) => {
    const name = String(fields.get('name') ?? '').trim();
    if (name === '') {
      setError({ field: 'name', words: text('room.nameEmpty') });
      return;
    }
    setBusy(true);
    try {
      const { room } = await client.createRoom({
        name,
        topic: String(fields.get('topic') ?? '').trim(),
        visibility: fields.get('visibility') === 'private' ? 'private' : 'public',
      });
      onClose();
      navigate(paths.room(room.id));
    } catch (thrown) {
      setError({ field: 'name', words: thrownText(text, thrown, { conflict: text('room.nameTaken') }) });
    }
    setBusy(false);
  };

  return (
    <Dialog title={text('room.create')} closeLabel={text('close')} onClose={onClose}>
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
          label={text('room.name')}
          name="name"
          defaultValue={initialName}
          maxLength={limits.roomNameChars}
          autoComplete="off"
          dir="auto"
          hint={text('room.nameHint')}
          error={error?.field === 'name' ? error.words : undefined}
          onChange={() => setError(undefined)}
        />
        <Field
          label={text('room.topic')}
          name="topic"
          maxLength={limits.topicChars}
          autoComplete="off"
          dir="auto"
          hint={text('room.topicHint')}
        />
        <fieldset className={styles.choices}>
          <legend>{text('room.visibility')}</legend>
          <label className={styles.choice}>
            <input type="radio" name="visibility" value="public" defaultChecked />
            <span>
              {text('room.public')}
              <small>{text('room.publicHint')}</small>
            </span>
          </label>
          <label className={styles.choice}>
            <input type="radio" name="visibility" value="private" />
            <span>
              {text('room.private')}
              <small>{text('room.privateHint')}</small>
            </span>
          </label>
        </fieldset>
        <div className={form.buttons}>
          <Button onClick={onClose}>{text('cancel')}</Button>
          <Button look="primary" type="submit" aria-busy={busy}>
            {text('room.createNow')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
};
