import { rightsTable, type Entry, type Level, type Right, type Room } from '@rookery/protocol';
import { useState } from 'react';
import { Dialog } from '../../design/Dialog.tsx';
import field from '../../design/Field.module.css';
import { levelWords, rightWords } from '../../lib/right-words.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import type { Closable } from '../../shell/closable.ts';
import { Bans } from './Bans.tsx';
import styles from './RightsDialog.module.css';

type Props = Closable & { readonly room: Room; readonly entry: Entry };

/** Those that the app has something for, in the order in which people ask. */
const shown: readonly Right[] = [
  'post',
  'react',
  'invite',
  'edit_room',
  'delete_any',
  'mute',
  'remove',
  'ban',
  'roles',
  'delete_room',
];

const levels: readonly Level[] = ['guest', 'member', 'moderator', 'owner'];
const levelsBelow: readonly Level[] = ['guest', 'member'];

/** Who may do what in the room, and who is kept out of it. What the reader may change she changes here, at once. */
export const RightsDialog = ({ room, entry, onClose }: Props) => {
  const text = useText();
  const client = useClient();
  const [failure, setFailure] = useState<unknown>();
  const holds = (right: Right) => entry.rights?.includes(right) === true;
  // An owner gives each right to whom she likes; others only move what lies below their own role, below it.
  const choices = !holds('edit_room') ? [] : entry.role === 'owner' ? levels : levelsBelow;

  const give = (right: Right, level: Level) => {
    setFailure(undefined);
    client
      .editRoom(room.id, { rights: { [right]: level === rightsTable[right] ? null : level } })
      .catch((thrown: unknown) => setFailure(thrown));
  };

  return (
    <Dialog title={text('rights.title')} closeLabel={text('close')} onClose={onClose}>
      <p className={styles.lead}>{text('rights.lead')}</p>
      {failure !== undefined && <p role="alert">{thrownText(text, failure)}</p>}
      <table className={styles.table}>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">{text('rights.what')}</th>
            <th scope="col">{text('rights.who')}</th>
          </tr>
        </thead>
        <tbody>
          {shown
            .filter((right) => right !== 'invite' || room.visibility === 'private')
            .map((right) => {
              const label = rightWords[right];
              const level = room.rights?.[right] ?? rightsTable[right];
              return (
                <tr key={right}>
                  <th scope="row">{text(label)}</th>
                  <td>
                    {choices.includes(level) ? (
                      <select
                        className={field.input}
                        aria-label={text(label)}
                        value={level}
                        onChange={(event) => give(right, event.target.value as Level)}
                      >
                        {choices.map((choice) => (
                          <option key={choice} value={choice}>
                            {text(levelWords[choice])}
                          </option>
                        ))}
                      </select>
                    ) : (
                      text(levelWords[level])
                    )}
                  </td>
                </tr>
              );
            })}
        </tbody>
      </table>
      {holds('ban') && <Bans room={room} />}
    </Dialog>
  );
};
