import { limits, type ServerSettings } from '@rookery/protocol';
import { useState } from 'react';
import { Button } from '../../design/Button.tsx';
import { Field } from '../../design/Field.tsx';
import fields from '../../design/Field.module.css';
import form from '../../design/Form.module.css';
import { showToast } from '../../design/toasts.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import styles from './Links.module.css';

const registrations = [
  ['open', 'entrance.registration.open'],
  ['invite', 'entrance.registration.invite'],
  ['closed', 'entrance.registration.closed'],
] as const;
const roomMakers = [
  ['guest', 'entrance.roomCreation.guest'],
  ['member', 'entrance.roomCreation.member'],
  ['admin', 'entrance.roomCreation.admin'],
  ['owner', 'entrance.roomCreation.owner'],
] as const;

/** Nothing is changed until it is saved. */
export const EntranceForm = ({ settings }: { readonly settings: ServerSettings }) => {
  const text = useText();
  const client = useClient();
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);

  const submit = async (data: FormData): Promise<void> => {
    setBusy(true);
    try {
      await client.setServer({
        name: String(data.get('name')),
        registration: data.get('registration') as ServerSettings['registration'],
        guests: data.get('guests') === 'on',
        roomCreation: data.get('roomCreation') as ServerSettings['roomCreation'],
      });
      showToast(text('profile.saved'));
    } catch (thrown) {
      setError(thrownText(text, thrown, { bad_request: text('profile.nameRefused') }));
    }
    setBusy(false);
  };

  return (
    <form
      className={form.form}
      noValidate
      onChange={() => setError(undefined)}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void submit(new FormData(event.currentTarget));
      }}
    >
      <Field
        label={text('entrance.name')}
        name="name"
        defaultValue={settings.name}
        maxLength={limits.serverNameChars}
        autoComplete="off"
        dir="auto"
        error={error}
      />
      <label className={fields.field}>
        <span className={fields.label}>{text('entrance.registration')}</span>
        <select className={fields.input} name="registration" defaultValue={settings.registration}>
          {registrations.map(([one, label]) => (
            <option key={one} value={one}>
              {text(label)}
            </option>
          ))}
        </select>
      </label>
      <label className={styles.choice}>
        <input type="checkbox" name="guests" defaultChecked={settings.guests} />
        <span>
          {text('entrance.guests')}
          <small>{text('entrance.guestsHint')}</small>
        </span>
      </label>
      <label className={fields.field}>
        <span className={fields.label}>{text('entrance.roomCreation')}</span>
        <select className={fields.input} name="roomCreation" defaultValue={settings.roomCreation}>
          {roomMakers.map(([one, label]) => (
            <option key={one} value={one}>
              {text(label)}
            </option>
          ))}
        </select>
      </label>
      <div className={form.buttons}>
        <Button look="primary" type="submit" aria-busy={busy}>
          {text('save')}
        </Button>
      </div>
    </form>
  );
};
