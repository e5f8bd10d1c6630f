/** Tricks to repeat. ␣ stands for a space, ↵ for a line break, ′ for a backtick. */
const units = String.raw`
  * _ ~ | [ ] ( ) > \ @ # : - 。 重 ** *a *a* **a* a** ***a *a**
  [a [a] [a]( ]( []( [a](b [a](https:// [a](https://[ [](https://a.b) [a](https://a.b [a.b](https://c.d) ![
  [[a](https://b.c) [a](https://b.c)] (https://a.b https:// https://[ https://a.b https://a.b( https://a.b) https://a重
  https://重 https://a.b重 mailto: mailto:a@b http://a; https://a.... ahttps:// a.bc/@ a.bc/@b a.bc/␣@b␣ a. .a a- @a @. @a. @a... :a :a: :: 𠮷* é
  ′ ′a ′a′′b \′ ′′′␣ ′′′↵ **a␣′ ↵ ␣ *a␣ **a␣ _a␣ ||a␣ ~~a␣ *a␣_b␣~~c␣||d␣**e␣ a*␣ ␣**a [␣](https://b
  >␣ >a↵ >>>>␣a↵ >␣>␣>␣>␣ -␣ -␣a↵ ␣␣-␣a↵ -␣a↵␣␣-␣b↵ -␣a↵↵ ↵↵-␣a↵1.␣b↵ -␣a↵␣␣b↵ 1.␣a↵-␣b↵ -␣a↵␣␣-␣b↵↵↵↵
`
  .trim()
  .split(/\s+/)
  .map((unit) => unit.replaceAll('␣', ' ').replaceAll('↵', '\n').replaceAll('′', '`'));

/** Hostile inputs, each of about `length` characters. */
export const hostile: Readonly<Record<string, (length: number) => string>> = {
  ...Object.fromEntries(
    units.map((unit) => [JSON.stringify(unit), (length: number) => unit.repeat(length / unit.length)]),
  ),
  tabs: (length) => '\t'.repeat(length),
  'lone surrogates': (length) => '\ud800'.repeat(length),
  'openers, then closers': (length) => '*a '.repeat(length / 6) + ' a*'.repeat(length / 6),
  'brackets, then destinations': (length) => '['.repeat(length / 4) + 'a](https://x'.repeat(length / 16),
  'nested destinations': (length) => '[a](https://['.repeat(length / 14) + ')'.repeat(length / 14),
  'nested destinations, a space last': (length) => `${'[a](https://x'.repeat(length / 14)} ${')'.repeat(length / 14)}`,
  'runs of growing length': (length) =>
    Array.from({ length: Math.sqrt(2 * length) }, (_, size) => '`'.repeat(size)).join(' '),
  'a long label without a host': (length) => `[${'a'.repeat(length)}](https://a.example)`,
  'a long label of almost hosts': (length) => `[${'a.'.repeat(length / 2)}](https://a.example)`,
  'a long URL': (length) => `https://a.example/${'a'.repeat(length)}`,
  'a long host': (length) => `https://${'a.'.repeat(length / 2)}-重`,
  'blank lines under a list': (length) => `- a\n  - b\n${'\n'.repeat(length)}c`,
  'a fence full of backticks': (length) => `\`\`\`\n${'`` \n'.repeat(length / 4)}`,
};
