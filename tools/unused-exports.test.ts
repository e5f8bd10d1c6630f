import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repositoryRoot } from '@rookery/testkit/repository-root';
import { expect, onTestFinished, test } from 'vitest';

const sound = {
  'package.json': '{ "name": "root", "private": true, "workspaces": ["packages/*", "apps/*"] }',
  'packages/protocol/package.json':
    '{ "name": "@x/protocol", "version": "1.0.0", "type": "module", "exports": { ".": "./src/index.ts" } }',
  'packages/protocol/src/index.ts': "export { limit } from './limits.ts';\n",
  'packages/protocol/src/limits.ts': 'export const limit = 1;\n',
  'apps/server/package.json':
    '{ "name": "@x/server", "version": "1.0.0", "type": "module", "dependencies": { "@x/protocol": "1.0.0" } }',
  'apps/server/src/main.ts':
    "import { limit } from '@x/protocol';\nimport { used } from './part.ts';\nconsole.log(limit, used);\n",
  'apps/server/src/part.ts': 'export const used = 1;\n',
};

/** What the check of this repository says of another one, of these files. */
function check(files: Readonly<Record<string, string>>): { readonly status: number | null; readonly said: string } {
  const root = mkdtempSync(join(tmpdir(), 'rookery-unused-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  copyFileSync(join(repositoryRoot, 'knip.json'), join(root, 'knip.json'));
  const { status, stdout, stderr } = spawnSync('knip', ['--directory', root, '--no-progress', '--no-config-hints'], {
    encoding: 'utf8',
  });
  return { status, said: `${stdout}${stderr}` };
}

test('what is used, also by another workspace, is no fault', () => {
  expect(check(sound)).toMatchObject({ status: 0 });
});

test.each([
  [
    'an export that nobody imports',
    'apps/server/src/part.ts',
    'export const used = 1;\nexport const unheard = 2;\n',
    'unheard',
  ],
  [
    'a type that nobody names',
    'apps/server/src/part.ts',
    'export const used = 1;\nexport type Unheard = 2;\n',
    'Unheard',
  ],
  ['a file that nobody imports', 'apps/server/src/lonely.ts', 'export const lonely = 2;\n', 'lonely.ts'],
])('%s is found', (_what, file, text, named) => {
  const { status, said } = check({ ...sound, [file]: text });
  expect(status).toBe(1);
  expect(said).toContain(named);
});
