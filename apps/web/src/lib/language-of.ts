const kana = /[\p{Script=Hiragana}\p{Script=Katakana}].*[\p{Script=Hiragana}\p{Script=Katakana}]/su;
const hangul = /\p{Script=Hangul}/u;
const han = /\p{Script=Han}/u;
/** Of the most frequent characters those that only traditional texts write. */
const traditional = /[們個這來時說會對開關問間點為過還後麼發當經樣學與從動種國應電話請謝讓買錢們車頭實體見長門]/u;

/** The language of a text as far as its script tells it: the same character is drawn in one way in Beijing, in another in Tokyo. */
export const languageOf = (text: string): string | undefined =>
  kana.test(text)
    ? 'ja'
    : hangul.test(text)
      ? 'ko'
      : han.test(text)
        ? traditional.test(text)
          ? 'zh-TW'
          : 'zh-CN'
        : undefined;
