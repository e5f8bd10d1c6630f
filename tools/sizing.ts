/** Writes the tables of docs/operations/sizing.md from tools/sizing/; `--check` writes nothing and fails where they are stale. */
import { readFileSync, writeFileSync } from 'node:fs';
import { measured, sealed } from './sizing/measured.ts';
import { sizesFor } from './sizing/sizes.ts';

const file = 'docs/operations/sizing.md';
const text = readFileSync(file, 'utf8');

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const tables: Readonly<Record<string, string>> = {
  measured: table(
    ['cost', 'measured', 'command'],
    Object.values({ ...measured, ...sealed }).map(({ what, shown, by }) => [
      what,
      shown,
      /^(?:npm|node) /.test(by) ? `\`${by}\`` : by,
    ]),
  ),
  ...Object.fromEntries(
    [1_000, 100_000, 1_000_000].map((people) => [
      String(people),
      table(
        ['part', 'arithmetic', 'result'],
        sizesFor(people).map(({ part, arithmetic, result }) => [part, arithmetic, result]),
      ),
    ]),
  ),
};

let made = text;
for (const [name, rows] of Object.entries(tables)) {
  const begin = `<!-- ${name}: written by tools/sizing.ts -->`;
  const pattern = new RegExp(`${begin}\\n[^]*?<!-- end -->`);
  if (!pattern.test(made)) throw new Error(`${file} has no place for ${begin}.`);
  made = made.replace(pattern, () => `${begin}\n\n${rows}\n\n<!-- end -->`);
}
if (!process.argv.includes('--check')) writeFileSync(file, made);
else if (made !== text) {
  console.error(`${file} is stale: run node tools/sizing.ts.`);
  process.exit(1);
}
