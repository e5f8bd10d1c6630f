import { useText } from '../../locales/text.ts';
import { languages, type Locale } from '../../locales/languages.ts';
import { preferences, usePreference } from '../../store/preferences.ts';
import { OwnSettings } from '../../shell/OwnSettings.tsx';
import styles from '../../shell/OwnSettings.module.css';

/** In which language the app speaks: on all devices the one that is chosen here, else that of each. */
export const LanguageSettings = () => {
  const text = useText();
  // The words change where they stand.
  usePreference('locale');
  return (
    <OwnSettings>
      {({ language }, change) => {
        const choose = (wanted: Locale | null) => {
          preferences.setState({ locale: wanted ?? undefined });
          change({ language: wanted });
        };
        return (
          <div role="radiogroup" aria-label={text('settings.language')} className={styles.part}>
            <p className={styles.lead}>{text('language.hint')}</p>
            <label className={styles.choice}>
              <input type="radio" name="language" checked={language === null} onChange={() => choose(null)} />
              <span>{text('language.device')}</span>
            </label>
            {languages.map(({ tag, name, ...rest }) => (
              <label key={tag} className={styles.choice}>
                <input type="radio" name="language" checked={language === tag} onChange={() => choose(tag)} />
                <span>
                  <span lang={tag}>{name}</span>
                  {'unreviewed' in rest && <small>{text('language.unreviewed')}</small>}
                </span>
              </label>
            ))}
          </div>
        );
      }}
    </OwnSettings>
  );
};
