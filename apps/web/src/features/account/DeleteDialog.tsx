import { Dialog } from '../../design/Dialog.tsx';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import type { Closable } from '../../shell/closable.ts';
import { ProvenButton } from '../../shell/ProvenButton.tsx';
import styles from './AccountSettings.module.css';

const facts = ['account.deleteGoes', 'account.deleteStays', 'account.deleteRooms', 'account.deleteName'] as const;

/** Says what goes and what stays, and deletes the account of whoever shows that it is hers. */
export const DeleteDialog = ({ onClose }: Closable) => {
  const text = useText();
  const client = useClient();
  return (
    <Dialog title={text('account.delete')} closeLabel={text('close')} onClose={onClose}>
      <div className={styles.facts}>
        <ul>
          {facts.map((fact) => (
            <li key={fact}>{text(fact)}</li>
          ))}
        </ul>
        <p>{text('account.deleteForGood')}</p>
        <div className={styles.end}>
          <ProvenButton
            label={text('account.deleteNow')}
            look="danger"
            ownWords={{ conflict: text('account.deleteOwner') }}
            act={async (current) => {
              await client.account.deleteAccount(current);
              onClose();
              await client.leave();
            }}
          />
        </div>
      </div>
    </Dialog>
  );
};
