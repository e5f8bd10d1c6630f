import type { Room } from '@rookery/protocol';
import { Dialog } from '../../design/Dialog.tsx';
import { useText } from '../../locales/text.ts';
import type { Closable } from '../../shell/closable.ts';
import { AuditRecords } from './AuditRecords.tsx';
import { useActs } from './use-acts.ts';
import styles from './Administration.module.css';

type Props = Closable & { readonly room: Room };

/** What was done in a room by those who have power there, for its moderators and owners. */
export const RoomActs = ({ room, onClose }: Props) => {
  const text = useText();
  const read = useActs(room.id);
  return (
    <Dialog title={text('audit.title')} closeLabel={text('close')} onClose={onClose}>
      <div className={styles.acts}>
        <p className={styles.lead}>{text('audit.lead')}</p>
        <AuditRecords read={read} />
      </div>
    </Dialog>
  );
};
