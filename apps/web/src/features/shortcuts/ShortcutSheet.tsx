import { Dialog } from '../../design/Dialog.tsx';
import { useText } from '../../locales/text.ts';
import { KeyList } from './KeyList.tsx';
import styles from './KeyList.module.css';

type Props = { readonly onClose: () => void };

/** All keys, over whatever one is doing. */
export const ShortcutSheet = ({ onClose }: Props) => {
  const text = useText();
  return (
    <Dialog reads title={text('shortcuts.title')} closeLabel={text('close')} onClose={onClose} className={styles.sheet}>
      <KeyList />
    </Dialog>
  );
};
