import { limits, type Room } from '@rookery/protocol';
import { useState } from 'react';
import { useChat } from '../../chat/ChatContext.ts';
import { failureText } from '../../chat/failure-text.ts';
import { Button } from '../../design/Button.tsx';
import { Dialog } from '../../design/Dialog.tsx';
import { Field } from '../../design/Field.tsx';
import { useText } from '../../locales/text.ts';
import styles from './rooms.module.css';

type Props = { readonly room: Room; readonly onClose: () => void };

/** The owner gives the room another name or topic. */
export const EditRoomDialog = ({ room, onClose }: Props) => {
  const text = useText();
  const chat = useChat();
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);

  const submit = async (form: FormData) => {
    const name = String(form.get('name') ?? '').trim();
    const topic = String(form.get('topic') ?? '').trim();
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
    const outcome = await chat.editRoom(room.id, change);
    setBusy(false);
    if (outcome.ok) onClose();
    else setError(outcome.failure.code === 'conflict' ? text('room.nameTaken') : failureText(text, outcome.failure));
  };

  return (
    <Dialog title={text('room.edit')} closeLabel={text('close')} onClose={onClose}>
      <form
        className={styles.form}
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
        <div className={styles.buttons}>
          <Button onClick={onClose}>{text('cancel')}</Button>
          <Button look="primary" type="submit" aria-busy={busy}>
            {text('save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
};
