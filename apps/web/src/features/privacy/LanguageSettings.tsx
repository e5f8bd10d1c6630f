import { useText } from '../../locales/text.ts';
import { preferences, usePreference, type Locale } from '../../store/preferences.ts';
import { OwnSettings } from '../../shell/OwnSettings.tsx';
import styles from '../../shell/OwnSettings.module.css';

const languages: readonly (readonly [Locale, string])[] = [
  ['zh-CN', '中文'],
  ['en', 'English'],
];

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
            {languages.map(([locale, name]) => (
              <label key={locale} className={styles.choice}>
                <input type="radio" name="language" checked={language === locale} onChange={() => choose(locale)} />
                <span lang={locale}>{name}</span>
              </label>
            ))}
          </div>
        );
      }}
    </OwnSettings>
  );
};
