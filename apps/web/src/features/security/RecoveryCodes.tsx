import { Button } from '../../design/Button.tsx';
import { showToast } from '../../design/toasts.ts';
import { copyText } from '../../lib/clipboard.ts';
import { useText } from '../../locales/text.ts';
import styles from './SecuritySettings.module.css';

type Props = { readonly codes: readonly string[]; readonly onKept: () => void };

/** Shown this once. */
export const RecoveryCodes = ({ codes, onKept }: Props) => {
  const text = useText();
  return (
    <>
      <p role="status">{text('factor.codes')}</p>
      <ul className={styles.codes}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className={styles.buttons}>
        <Button
          onClick={() =>
            void copyText(codes.join('\n')).then((copied) => showToast(text(copied ? 'code.copied' : 'copy.failed')))
          }
        >
          {text('factor.copy')}
        </Button>
        <Button look="primary" autoFocus onClick={onKept}>
          {text('factor.kept')}
        </Button>
      </div>
    </>
  );
};
