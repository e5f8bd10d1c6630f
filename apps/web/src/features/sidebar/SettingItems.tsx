import type { IconName } from '../../design/icon-name.ts';
import { MenuHeading, MenuItem, MenuSeparator } from '../../design/Menu.tsx';
import { isStorageKept } from '../../lib/kept-storage.ts';
import { languages } from '../../locales/languages.ts';
import { useText, wantedLocale } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { preferences, usePreference, type Preferences } from '../../store/preferences.ts';

type Choice = {
  readonly icon: IconName;
  readonly set: Partial<Preferences>;
  /** The id of its words; languages are called by their own names. */
  readonly label?: string;
  readonly name?: string;
};

const groups: readonly { readonly title: string; readonly choices: readonly Choice[] }[] = [
  {
    title: 'settings.language',
    choices: languages.map(({ tag, name }) => ({ icon: 'globe', set: { locale: tag }, name })),
  },
  {
    title: 'settings.theme',
    choices: [
      { icon: 'monitor', set: { theme: 'system' }, label: 'settings.themeSystem' },
      { icon: 'sun', set: { theme: 'light' }, label: 'settings.themeLight' },
      { icon: 'moon', set: { theme: 'dark' }, label: 'settings.themeDark' },
    ],
  },
  {
    title: 'settings.density',
    choices: [
      { icon: 'message', set: { density: 'cosy' }, label: 'settings.cosy' },
      { icon: 'rows', set: { density: 'compact' }, label: 'settings.compact' },
    ],
  },
];

/** How the app looks and speaks, in the reader's menu. */
export const SettingItems = () => {
  const text = useText();
  const client = useClient();
  usePreference('locale');
  const chosen: Preferences = {
    locale: wantedLocale(),
    theme: usePreference('theme'),
    density: usePreference('density'),
  };
  const isChosen = (set: Partial<Preferences>) =>
    (Object.keys(set) as (keyof Preferences)[]).every((name) => chosen[name] === set[name]);
  const items = groups.map(({ title, choices }) => (
    <div key={title} role="group" aria-label={text(title)}>
      <MenuHeading>{text(title)}</MenuHeading>
      {choices.map(({ icon, set, label, name }) => (
        <MenuItem
          key={label ?? name}
          icon={icon}
          {...(set.locale ? { lang: set.locale } : {})}
          checked={isChosen(set)}
          onSelect={() => {
            preferences.setState(set);
            // It is hers on all devices. Without a connection it is this one's.
            if (set.locale) client.setSettings({ language: set.locale }).catch(() => undefined);
          }}
        >
          {label ? text(label) : name}
        </MenuItem>
      ))}
      <MenuSeparator />
    </div>
  ));
  return isStorageKept ? (
    items
  ) : (
    <>
      <MenuHeading>{text('settings.notKept')}</MenuHeading>
      {items}
    </>
  );
};
