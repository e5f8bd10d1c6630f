import { limits, type Room } from '@rookery/protocol';
import { useState } from 'react';
import { useClient } from '../../sdk/ClientContext.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { Button } from '../../design/Button.tsx';
import { Dialog } from '../../design/Dialog.tsx';
import { Field } from '../../design/Field.tsx';
import { useText } from '../../locales/text.ts';
import form from '../../design/Form.module.css';

type Props = { readonly room: Room; readonly onClose: () => void };

/** The owner gives the room another name or topic. */
export const EditRoomDialog = ({ room, onClose }: Props) => {
  const text = useText();
  const client = useClient();
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);

  const submit = async (fields: FormData) => {
    const name = String(fields.get('name') ?? '').trim();
    const topic = String(fields.get('topic') ?? '').trim();
    if (name === '') {
      setError(text('room.nameEmpty'));
      return;
    }
    const change = { ...(name === room.name ? {} : { name }), ...(topic === room.topic ? {} : { topic }) };
    if (Object.keys(change).length === 0) {
      onClose();
      return;
    }
    setBusy(true);
    try {
      await client.editRoom(room.id, change);
      onClose();
    } catch (thrown) {
      setError(thrownText(text, thrown, { conflict: text('room.nameTaken') }));
    }
    setBusy(false);
  };

  return (
    <Dialog title={text('room.edit')} closeLabel={text('close')} onClose={onClose}>
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
          defaultValue={room.name}
          maxLength={limits.roomNameChars}
          autoComplete="off"
          dir="auto"
          error={error}
          onChange={() => setError(undefined)}
        />
        <Field
          label={text('room.topic')}
          name="topic"
          defaultValue={room.topic}
          maxLength={limits.topicChars}
          autoComplete="off"
          dir="auto"
          hint={text('room.topicHint')}
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
