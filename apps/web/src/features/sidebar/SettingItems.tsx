import { MenuHeading, MenuItem, MenuSeparator } from '../../design/Menu.tsx';
import { isStorageKept } from '../../lib/kept-storage.ts';
import { useText, wantedLocale } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { chooseLook } from '../../shell/choose-look.ts';
import { lookChoices } from '../../shell/look-choices.ts';
import { usePreferences, type Preferences } from '../../store/preferences.ts';

/** How the app looks and speaks, in the reader's menu. */
export const SettingItems = () => {
  const text = useText();
  const client = useClient();
  const chosen: Preferences = { ...usePreferences(), locale: wantedLocale() };
  const isChosen = (set: Partial<Preferences>) =>
    (Object.keys(set) as (keyof Preferences)[]).every((name) => chosen[name] === set[name]);
  const items = lookChoices.map(({ title, choices }) => (
    <div key={title} role="group" aria-label={text(title)}>
      <MenuHeading>{text(title)}</MenuHeading>
      {choices.map(({ icon, set, label, name }) => (
        <MenuItem
          key={label ?? name}
          icon={icon}
          {...(set.locale ? { lang: set.locale } : {})}
          checked={isChosen(set)}
          onSelect={() => chooseLook(client, set)}
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
