import type { IconName } from '../design/icon-name.ts';
import { languages } from '../locales/languages.ts';
import type { Preferences } from '../store/preferences.ts';

export type LookChoice = {
  readonly icon: IconName;
  readonly set: Partial<Preferences>;
  /** The id of its words; languages are called by their own names. */
  readonly label?: string;
  readonly name?: string;
};

/** How the app can look and speak, in the reader's menu and among the commands of Ctrl+K. */
export const lookChoices: readonly { readonly title: string; readonly choices: readonly LookChoice[] }[] = [
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
  {
    title: 'settings.sendBy',
    choices: [
      { icon: 'send', set: { sendBy: 'enter' }, label: 'settings.sendByEnter' },
      { icon: 'send', set: { sendBy: 'mod-enter' }, label: 'settings.sendByModEnter' },
    ],
  },
];
