import type { Settings } from '@rookery/protocol';
import { useText } from '../../locales/text.ts';
import { BlockedPeople } from './BlockedPeople.tsx';
import { OwnSettings } from '../../shell/OwnSettings.tsx';
import styles from '../../shell/OwnSettings.module.css';

const from: Readonly<Record<Settings['directFrom'], string>> = {
  all: 'privacy.fromAll',
  rooms: 'privacy.fromRooms',
  nobody: 'privacy.fromNobody',
};

/** Who may write to the reader first, what others see of her reading, and whom she has blocked. Each change holds at once, on all her devices. */
export const PrivacySettings = () => {
  const text = useText();
  return (
    <OwnSettings>
      {(settings, change) => (
        <>
          <div role="radiogroup" aria-labelledby="privacy-from" className={styles.part}>
            <h3 id="privacy-from">{text('privacy.from')}</h3>
            <p className={styles.lead}>{text('privacy.fromHint')}</p>
            {(Object.keys(from) as Settings['directFrom'][]).map((choice) => (
              <label key={choice} className={styles.choice}>
                <input
                  type="radio"
                  name="directFrom"
                  checked={settings.directFrom === choice}
                  onChange={() => change({ directFrom: choice })}
                />
                <span>{text(from[choice])}</span>
              </label>
            ))}
          </div>
          <section aria-labelledby="privacy-reading" className={styles.part}>
            <h3 id="privacy-reading">{text('privacy.reading')}</h3>
            <label className={styles.choice}>
              <input
                type="checkbox"
                checked={settings.receipts}
                onChange={(event) => change({ receipts: event.target.checked })}
              />
              <span>
                {text('privacy.receipts')}
                <small>{text('privacy.receiptsHint')}</small>
              </span>
            </label>
          </section>
          <section aria-labelledby="privacy-links" className={styles.part}>
            <h3 id="privacy-links">{text('privacy.links')}</h3>
            <label className={styles.choice}>
              <input
                type="checkbox"
                checked={settings.linkPreviews}
                onChange={(event) => change({ linkPreviews: event.target.checked })}
              />
              <span>
                {text('privacy.linkPreviews')}
                <small>{text('privacy.linkPreviewsHint')}</small>
              </span>
            </label>
          </section>
          <BlockedPeople blocked={settings.blocked} />
        </>
      )}
    </OwnSettings>
  );
};
