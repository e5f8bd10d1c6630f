import { Button } from '../design/Button.tsx';
import { Dialog } from '../design/Dialog.tsx';
import { useText } from '../locales/text.ts';
import styles from './ConfirmDialog.module.css';

type Props = {
  readonly title: string;
  readonly words: string;
  readonly yes: string;
  /** Nothing is lost by it. */
  readonly harmless?: boolean;
  readonly onYes: () => void;
  readonly onClose: () => void;
};

/** Asks once before something that cannot be taken back. */
export const ConfirmDialog = ({ title, words, yes, harmless, onYes, onClose }: Props) => {
  const text = useText();
  return (
    <Dialog title={title} closeLabel={text('close')} onClose={onClose}>
      <p className={styles.words} dir="auto">
        {words}
      </p>
      <div className={styles.buttons}>
        <Button onClick={onClose}>{text('cancel')}</Button>
        <Button
          data-autofocus
          look={harmless ? 'primary' : 'danger'}
          onClick={() => {
            onClose();
            onYes();
          }}
        >
          {yes}
        </Button>
      </div>
    </Dialog>
  );
};
