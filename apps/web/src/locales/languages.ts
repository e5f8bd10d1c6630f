/**
 * The languages of the app, in the order of its menus. One more is a line here and a file beside it (docs/translating.md).
 * `unreviewed`: no native reader has been over it yet. What a catalogue lacks is said in the language that lingui.config.ts names.
 */
export const languages = [
  { tag: 'zh-CN', name: '简体中文' },
  { tag: 'en', name: 'English' },
  { tag: 'zh-TW', name: '繁體中文', unreviewed: true },
  { tag: 'ja', name: '日本語', unreviewed: true },
] as const satisfies readonly Language[];

type Language = {
  /** After BCP 47. */
  readonly tag: string;
  /** What those who speak it call it. */
  readonly name: string;
  /** `ltr` where nothing is said. */
  readonly direction?: 'rtl';
  readonly unreviewed?: true;
};

export type Locale = (typeof languages)[number]['tag'];

export const isLocale = (tag: unknown): tag is Locale => languages.some((language) => language.tag === tag);

export const directionOf = (locale: Locale): 'ltr' | 'rtl' =>
  (languages as readonly Language[]).find(({ tag }) => tag === locale)?.direction ?? 'ltr';

/** `zh-HK` is written as `zh-TW` is. Null: no such tag. */
const written = (tag: string): string | null => {
  try {
    const { language, script } = new Intl.Locale(tag).maximize();
    return `${language}-${script}`;
  } catch {
    return null;
  }
};

/** The first of what the reader wants that is written as one of ours is; else English. */
export const localeFor = (wanted: readonly string[]): Locale => {
  for (const tag of wanted) {
    const ours = languages.find((language) => written(language.tag) === written(tag));
    if (ours) return ours.tag;
  }
  return 'en';
};
