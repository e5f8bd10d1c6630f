import { Link } from 'wouter';
import { toned, chooseTone, tones, usage } from '../../emoji/usage.ts';
import { isStorageKept } from '../../lib/kept-storage.ts';
import { paths } from '../../lib/paths.ts';
import { useObservable } from '../../lib/use-observable.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { chooseLook } from '../../shell/choose-look.ts';
import { lookChoices } from '../../shell/look-choices.ts';
import styles from '../../shell/OwnSettings.module.css';
import { preferences, usePreferences, type Preferences } from '../../store/preferences.ts';

const switches = [
  ['wrapsCode', 'code.wrap'],
  ['onlyUnread', 'sidebar.onlyUnread'],
  ['hidesMuted', 'sidebar.hidesMuted'],
] as const;

/** All of how the app looks and is written with on this device: what menus and Ctrl+K set, in one place. [WEB-261] */
export const AppearanceSettings = () => {
  const text = useText();
  const client = useClient();
  const chosen = usePreferences();
  const { tone } = useObservable(usage);
  const isChosen = (set: Partial<Preferences>) =>
    (Object.keys(set) as (keyof Preferences)[]).every((name) => chosen[name] === set[name]);
  return (
    <>
      <p className={styles.lead}>
        {text(isStorageKept ? 'appearance.hint' : 'settings.notKept')}{' '}
        <Link href={paths.settingsTab('language')} replace>
          {text('settings.language')}
        </Link>
      </p>
      {lookChoices.map(
        ({ title, choices }) =>
          // The language is hers on all devices, and has a screen of its own.
          title !== 'settings.language' && (
            <div key={title} role="radiogroup" aria-labelledby={title} className={styles.part}>
              <h3 id={title}>{text(title)}</h3>
              {choices.map(({ set, label }) => (
                <label key={label} className={styles.choice}>
                  <input type="radio" name={title} checked={isChosen(set)} onChange={() => chooseLook(client, set)} />
                  <span>{text(label ?? '')}</span>
                </label>
              ))}
            </div>
          ),
      )}
      <section aria-labelledby="appearance-lists" className={styles.part}>
        <h3 id="appearance-lists">{text('appearance.lists')}</h3>
        {switches.map(([name, label]) => (
          <label key={name} className={styles.choice}>
            <input
              type="checkbox"
              checked={chosen[name]}
              onChange={(event) => preferences.setState({ [name]: event.target.checked })}
            />
            <span>{text(label)}</span>
          </label>
        ))}
      </section>
      <div role="radiogroup" aria-labelledby="appearance-tone" className={styles.part}>
        <h3 id="appearance-tone">{text('appearance.tone')}</h3>
        <div className={styles.row}>
          {tones.map((_, index) => (
            <label key={index} className={styles.choice}>
              <input type="radio" name="tone" checked={tone === index} onChange={() => chooseTone(index)} />
              <span>{toned('✋', index)}</span>
            </label>
          ))}
        </div>
      </div>
    </>
  );
};
