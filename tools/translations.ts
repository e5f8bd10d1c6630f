/**
 * npm run translations [-- TAG]: what each language of the web app lacks, with the English words; or of one. A language that is not there yet
 * gets its empty file (docs/translating.md).
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { languages } from '../apps/web/src/locales/languages.ts';

const fileOf = (tag: string): string => `apps/web/src/locales/${tag}.po`;

/** What has words, by id. */
const read = (tag: string): Map<string, string> =>
  new Map(
    [...readFileSync(fileOf(tag), 'utf8').matchAll(/^msgid "(.+)"\nmsgstr "(.*)"$/gmu)].flatMap(([, id, words]) =>
      id && words ? [[id, JSON.parse(`"${words}"`) as string]] : [],
    ),
  );

const english = read('en');
const [asked] = process.argv.slice(2);
if (asked !== undefined && Intl.getCanonicalLocales(asked)[0] !== asked)
  throw new Error(`${asked} is no language tag as they are written, such as fr or pt-BR.`);
if (asked !== undefined && !existsSync(fileOf(asked))) {
  const head = `msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: ${asked}\\n"\n`;
  const entries = [...english].map(([id, words]) => `\n#. ${words.replaceAll('\n', ' ')}\nmsgid "${id}"\nmsgstr ""\n`);
  writeFileSync(fileOf(asked), head + entries.join(''));
  console.log(
    `${fileOf(asked)} is there now, with ${english.size} entries to say. Then add ${asked} to apps/web/src/locales/languages.ts.`,
  );
} else
  for (const tag of asked === undefined ? languages.map((language) => language.tag) : [asked]) {
    const said = read(tag);
    const missing = [...english].filter(([id]) => !said.has(id));
    const idle = [...said.keys()].filter((id) => !english.has(id));
    console.log(`${tag}: ${english.size - missing.length} of ${english.size} said`);
    for (const [id, words] of missing) console.log(`  missing ${id}: ${words}`);
    for (const id of idle) console.log(`  of no use ${id}`);
  }
