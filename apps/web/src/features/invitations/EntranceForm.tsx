import { limits, type ServerSettings } from '@rookery/protocol';
import { Field } from '../../design/Field.tsx';
import fields from '../../design/Field.module.css';
import { showToast } from '../../design/toasts.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { ActForm } from '../../shell/ActForm.tsx';
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
  return (
    <ActForm
      yes={text('save')}
      ownWords={{ bad_request: text('profile.nameRefused') }}
      act={(field) =>
        client.setServer({
          name: field('name'),
          registration: field('registration') as ServerSettings['registration'],
          guests: field('guests') === 'on',
          roomCreation: field('roomCreation') as ServerSettings['roomCreation'],
          linkPreviews: field('linkPreviews') === 'on',
          findEverybody: field('findEverybody') === 'on',
        })
      }
      onDone={() => showToast(text('profile.saved'))}
    >
      {(error) => (
        <>
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
          <label className={styles.choice}>
            <input type="checkbox" name="findEverybody" defaultChecked={settings.findEverybody} />
            <span>
              {text('entrance.findEverybody')}
              <small>{text('entrance.findEverybodyHint')}</small>
            </span>
          </label>
          <label className={styles.choice}>
            <input type="checkbox" name="linkPreviews" defaultChecked={settings.linkPreviews} />
            <span>
              {text('entrance.linkPreviews')}
              <small>{text('entrance.linkPreviewsHint')}</small>
            </span>
          </label>
        </>
      )}
    </ActForm>
  );
};
