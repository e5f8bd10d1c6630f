import type { Entry, Room } from '@rookery/protocol';
import { PictureChoice } from '../../files/PictureChoice.tsx';
import { duration } from '../../lib/duration.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { RoomMark } from '../../people/RoomMark.tsx';
import { useClient } from '../../sdk/ClientContext.ts';
import { useServer } from '../../sdk/use-server.ts';
import type { Closable } from '../../shell/closable.ts';
import { FormDialog } from '../../shell/FormDialog.tsx';
import { RoomFields } from './RoomFields.tsx';
import fields from '../../design/Field.module.css';
import styles from './rooms.module.css';

type Props = Closable & { readonly room: Room; readonly entry: Entry };

/** In seconds; 0 for none. */
const waits = [0, 10, 30, 60, 300, 3_600];
/** In days; 0 for as long as the server. */
const keptDays = [0, 1, 7, 30, 90, 180, 365];

/** Gives the room another picture, name or topic, lets only its moderators write, or everybody less often. */
export const EditRoomDialog = ({ room, entry, onClose }: Props) => {
  const text = useText();
  const client = useClient();
  const locale = useFormatLocale();
  const wasSlowMs = room.slowModeMs ?? 0;
  const { retentionDays: serverDays = null } = useServer() ?? {};
  const wasKept = room.retentionDays ?? 0;
  const keeps = [...new Set([...keptDays.filter((days) => days < (serverDays ?? Infinity)), wasKept])].toSorted(
    (a, b) => a - b,
  );
  const lowest = room.rights?.post;
  // Given to moderators it lies beyond a moderator's reach. Given to others it was not done here.
  const mayAnnounce = entry.role === 'owner' && lowest !== 'owner' && lowest !== 'member';
  const wasAnnouncing = mayAnnounce && lowest === 'moderator';
  return (
    <FormDialog
      title={text('room.edit')}
      yes={text('save')}
      ownWords={{ conflict: text('room.nameTaken') }}
      onClose={onClose}
      act={(field) => {
        const [name, topic] = [field('name'), field('topic')];
        if (name === '') return text('room.nameEmpty');
        const announces = field('announces') === 'on';
        const history = field('since') === 'on' ? ('since-join' as const) : ('all' as const);
        const slowModeMs = Number(field('slow')) * 1_000;
        const kept = entry.role === 'owner' ? Number(field('kept')) : wasKept;
        const change = {
          ...(name === room.name ? {} : { name }),
          ...(topic === room.topic ? {} : { topic }),
          ...(announces === wasAnnouncing ? {} : { rights: { post: announces ? ('moderator' as const) : null } }),
          ...(history === (room.history ?? 'all') ? {} : { history }),
          ...(slowModeMs === wasSlowMs ? {} : { slowModeMs }),
          ...(kept === wasKept ? {} : { retentionDays: kept || null }),
        };
        return Object.keys(change).length === 0 ? undefined : client.editRoom(room.id, change);
      }}
    >
      {(error) => (
        <>
          <PictureChoice
            title={text('picture.room')}
            hasPicture={room.picture !== undefined}
            save={(picture) => client.setRoomPicture(room.id, picture)}
          >
            <RoomMark room={room} size={52} />
          </PictureChoice>
          <RoomFields name={room.name} topic={room.topic} error={error} />
          {mayAnnounce && (
            <label className={styles.choice}>
              <input type="checkbox" name="announces" defaultChecked={wasAnnouncing} />
              <span>
                {text('room.announces')}
                <small>{text('room.announcesHint')}</small>
              </span>
            </label>
          )}
          <label className={styles.choice}>
            <input type="checkbox" name="since" defaultChecked={room.history === 'since-join'} />
            <span>
              {text('room.sinceJoin')}
              <small>{text('room.sinceJoinHint')}</small>
            </span>
          </label>
          <label className={fields.field}>
            <span className={fields.label}>{text('room.slowMode')}</span>
            <select className={fields.input} name="slow" defaultValue={wasSlowMs / 1_000}>
              {[...new Set([...waits, wasSlowMs / 1_000])].map((seconds) => (
                <option key={seconds} value={seconds}>
                  {seconds === 0 ? text('room.slowOff') : duration(seconds * 1_000, locale)}
                </option>
              ))}
            </select>
          </label>
          {entry.role === 'owner' && (
            <label className={fields.field}>
              <span className={fields.label}>{text('retention.room')}</span>
              <select className={fields.input} name="kept" defaultValue={wasKept}>
                {keeps.map((days) => (
                  <option key={days} value={days}>
                    {days > 0
                      ? text('retention.days', { count: days })
                      : serverDays === null
                        ? text('retention.forGood')
                        : text('retention.asServer', { count: serverDays })}
                  </option>
                ))}
              </select>
            </label>
          )}
        </>
      )}
    </FormDialog>
  );
};
