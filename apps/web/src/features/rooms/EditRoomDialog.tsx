import type { Room } from '@rookery/protocol';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import type { Closable } from '../../shell/closable.ts';
import { FormDialog } from '../../shell/FormDialog.tsx';
import { RoomFields } from './RoomFields.tsx';

type Props = Closable & { readonly room: Room };

/** The owner gives the room another name or topic. */
export const EditRoomDialog = ({ room, onClose }: Props) => {
  const text = useText();
  const client = useClient();
  return (
    <FormDialog
      title={text('room.edit')}
      yes={text('save')}
      ownWords={{ conflict: text('room.nameTaken') }}
      onClose={onClose}
      act={(field) => {
        const [name, topic] = [field('name'), field('topic')];
        if (name === '') return text('room.nameEmpty');
        const change = { ...(name === room.name ? {} : { name }), ...(topic === room.topic ? {} : { topic }) };
        return Object.keys(change).length === 0 ? undefined : client.editRoom(room.id, change);
      }}
    >
      {(error) => <RoomFields name={room.name} topic={room.topic} error={error} />}
    </FormDialog>
  );
};
