/** Every script of Unicode 17, by its short name. */
const scripts = `
  Adlm Aghb Ahom Arab Armi Armn Avst Bali Bamu Bass Batk Beng Berf Bhks Bopo Brah Brai Bugi Buhd Cakm Cans Cari Cham Cher Chrs Copt
  Cpmn Cprt Cyrl Deva Diak Dogr Dsrt Dupl Egyp Elba Elym Ethi Gara Geor Glag Gong Gonm Goth Gran Grek Gujr Gukh Guru Hang Hani Hano
  Hatr Hebr Hira Hluw Hmng Hmnp Hung Ital Java Kali Kana Kawi Khar Khmr Khoj Kits Knda Krai Kthi Lana Laoo Latn Lepc Limb Lina Linb
  Lisu Lyci Lydi Mahj Maka Mand Mani Marc Medf Mend Merc Mero Mlym Modi Mong Mroo Mtei Mult Mymr Nagm Nand Narb Nbat Newa Nkoo Nshu
  Ogam Olck Onao Orkh Orya Osge Osma Ougr Palm Pauc Perm Phag Phli Phlp Phnx Plrd Prti Rjng Rohg Runr Samr Sarb Saur Sgnw Shaw Shrd
  Sidd Sidt Sind Sinh Sogd Sogo Sora Soyo Sund Sunu Sylo Syrc Tagb Takr Tale Talu Taml Tang Tavt Tayo Telu Tfng Tglg Thaa Thai Tibt
  Tirh Tnsa Todr Tols Toto Tutg Ugar Vaii Vith Wara Wcho Xpeo Xsux Yezi Yiii Zanb
`
  .trim()
  .split(/\s+/);

/** Scripts that one language writes in one word (UTS #39, "highly restrictive"): Japanese, Chinese with Bopomofo, Korean. */
const together = ['Latn Hani Hira Kana', 'Latn Hani Bopo', 'Latn Hani Hang'];

/** Of these scripts, and of signs that belong to none, such as digits. */
const only = (...names: readonly string[]): RegExp =>
  new RegExp(`^[\\p{scx=Zyyy}\\p{scx=Zinh}${names.map((name) => `\\p{scx=${name}}`).join('')}]*$`, 'u');

/** Those that nearly every name is of come first. */
const allowed = [...together.map((names) => names.split(' ')), ...scripts.map((script) => [script])].map((names) =>
  only(...names),
);

/** Whether a name is of one script, or mixes them as UTS #39 "highly restrictive" allows: `张Wei`, not `аlice` with a Cyrillic а. */
export const mixesScriptsWell = (name: string): boolean => allowed.some((pattern) => pattern.test(name));
