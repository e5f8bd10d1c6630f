import { useLocation } from 'wouter';
import { paths } from '../../lib/paths.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { tellFailure } from '../../sdk/tell-failure.ts';
import type { Closable } from '../../shell/closable.ts';
import { FormDialog } from '../../shell/FormDialog.tsx';
import { RoomFields } from './RoomFields.tsx';
import styles from './rooms.module.css';

type Props = Closable & { readonly initialName?: string };

const visibilities = ['public', 'private'] as const;

export const CreateRoomDialog = ({ initialName = '', onClose }: Props) => {
  const text = useText();
  const client = useClient();
  const [, navigate] = useLocation();

  const create = async (name: string, topic: string, visibility: string, announces: boolean) => {
    const { room } = await client.createRoom({
      name,
      topic,
      visibility: visibility === 'private' ? 'private' : 'public',
    });
    // The room is there in any case: whether it is for announcements can be said again in its menu.
    if (announces) await client.editRoom(room.id, { rights: { post: 'moderator' } }).catch(tellFailure);
    // The room takes the focus, which it cannot under a dialog.
    onClose();
    navigate(paths.room(room.id));
  };

  return (
    <FormDialog
      title={text('room.create')}
      yes={text('room.createNow')}
      ownWords={{ conflict: text('room.nameTaken'), forbidden: text('room.mayNotCreate') }}
      onClose={onClose}
      act={(field) =>
        field('name') === ''
          ? text('room.nameEmpty')
          : create(field('name'), field('topic'), field('visibility'), field('announces') === 'on')
      }
    >
      {(error) => (
        <>
          <RoomFields name={initialName} topic="" nameHint={text('room.nameHint')} error={error} />
          <fieldset className={styles.choices}>
            <legend>{text('room.visibility')}</legend>
            {visibilities.map((visibility) => (
              <label key={visibility} className={styles.choice}>
                <input type="radio" name="visibility" value={visibility} defaultChecked={visibility === 'public'} />
                <span>
                  {text(visibility === 'public' ? 'room.public' : 'room.private')}
                  <small>{text(visibility === 'public' ? 'room.publicHint' : 'room.privateHint')}</small>
                </span>
              </label>
            ))}
          </fieldset>
          <label className={styles.choice}>
            <input type="checkbox" name="announces" />
            <span>
              {text('room.announces')}
              <small>{text('room.announcesHint')}</small>
            </span>
          </label>
        </>
      )}
    </FormDialog>
  );
};
