import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repositoryRoot } from '@rookery/testkit/repository-root';
import { expect, onTestFinished, test } from 'vitest';
import { dangling } from './dangling.ts';

// Rules of the repositories below, apart from their brackets: in them they would be citations of this file's own.
const [one, two, foreign] = ['LOG-1', 'LOG-2', 'FOO-1'];

/** Everything that is cited in them is there. */
const sound = {
  'docs/spec/log.md': '- **LOG-1** Messages are numbered.\n',
  'docs/adr/0001-one.md': '# One\n',
  'docs/page.md':
    '# A page\n\n## The second part\n\nSee [the first](adr/0001-one.md), [below](#the-second-part), `src/log.ts` and `docs/spec/`.\n',
  'src/log.ts': `/** Numbers messages, as in docs/page.md. [${one}] */\nexport const log = 1; // ADR 0001\n`,
  'src/append.lua': `-- See log.ts. [${one}]\nreturn 'MISSING-1 other.ts'\n`,
};

/** What is found in these files, as `file:line cited`. */
function foundIn(files: Readonly<Record<string, string>>): string[] {
  const root = mkdtempSync(join(tmpdir(), 'rookery-citations-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return dangling(root).map(({ file, line, cited }) => `${file}:${line} ${cited}`);
}

test('what is cited and there is no fault', () => {
  expect(foundIn(sound)).toEqual([]);
});

test.each([
  ['src/log.ts', `// As [${two}] says.`, two],
  ['src/log.ts', `// As [${foreign}] says.`, foreign],
  ['src/log.ts', '/**\n * See LOG-7.\n */', 'LOG-7'],
  ['src/log.ts', '// ADR 0002', 'ADR 0002'],
  ['src/log.ts', '// docs/adr/0009', 'adr/0009'],
  ['src/log.ts', '// See other.ts.', 'other.ts'],
  ['src/log.ts', '// Lives in src/elsewhere/.', ''],
  ['src/log.ts', '// Lives in docs/elsewhere/ now.', 'docs/elsewhere/'],
  ['src/append.lua', '-- See src/{log,other}.ts.', 'src/{log,other}.ts'],
  ['src/log.ts', '// PROTOCOL §3', 'PROTOCOL §3'],
  ['docs/page.md', 'See [it](missing.md).', 'missing.md'],
  ['docs/page.md', '[there](adr/0001-one.md#two)', 'adr/0001-one.md#two'],
  ['docs/page.md', '[here](#nowhere)', '#nowhere'],
])('in %s %j is found', (file, text, cited) => {
  const line = text.split('\n').findIndex((words) => words.includes(cited)) + 1;
  expect(foundIn({ ...sound, [file]: text })).toEqual(cited === '' ? [] : [`${file}:${line} ${cited}`]);
});

test('this repository cites nothing that is not there', () => {
  expect(dangling(repositoryRoot)).toEqual([]);
});
