import { basePath } from '../../lib/base-path.ts';
import { useText } from '../../locales/text.ts';
import styles from './AccountSettings.module.css';

/** Hands the reader what the server keeps of her, as the server makes it: none of it passes through the page. */
export const OwnData = () => {
  const text = useText();
  return (
    <section className={styles.part} aria-labelledby="own-data">
      <h3 id="own-data">{text('account.data')}</h3>
      <p>{text('account.dataWords')}</p>
      <p>
        <a className={styles.link} href={`${basePath}/api/v1/account/export`} download>
          {text('account.export')}
        </a>
      </p>
    </section>
  );
};
