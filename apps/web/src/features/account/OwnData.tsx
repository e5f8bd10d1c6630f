import { basePath } from '../../lib/base-path.ts';
import { Button } from '../../design/Button.tsx';
import { useText } from '../../locales/text.ts';
import { useMe } from '../../sdk/use-session.ts';
import { overlay } from '../../shell/overlay.tsx';
import styles from './AccountSettings.module.css';

const deletion = overlay(async () => (await import('./DeleteDialog.tsx')).DeleteDialog);

/** Hands the reader what the server keeps of her, as the server makes it: none of it passes through the page; and deletes her account. */
export const OwnData = () => {
  const text = useText();
  const { guest } = useMe();
  return (
    <section className={styles.part} aria-labelledby="own-data">
      <h3 id="own-data">{text('account.data')}</h3>
      <p>{text('account.dataWords')}</p>
      <p>
        <a className={styles.link} href={`${basePath}/api/v1/account/export`} download>
          {text('account.export')}
        </a>
      </p>
      {!guest && (
        <Button className={styles.delete} onClick={() => deletion.open({})}>
          {text('account.delete')}
        </Button>
      )}
    </section>
  );
};
