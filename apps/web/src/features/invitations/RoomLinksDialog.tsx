import type { Room } from '@rookery/protocol';
import { Dialog } from '../../design/Dialog.tsx';
import { useText } from '../../locales/text.ts';
import type { Closable } from '../../shell/closable.ts';
import { Links } from './Links.tsx';

/** The links into a room. */
export const RoomLinksDialog = ({ room, onClose }: Closable & { readonly room: Room }) => {
  const text = useText();
  return (
    <Dialog title={text('link.intoRoom', { room: room.name })} closeLabel={text('close')} onClose={onClose}>
      <Links room={room} />
    </Dialog>
  );
};
