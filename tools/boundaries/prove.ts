import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { composers, layers, mayImport, restrictedPackages } from './matrix.ts';
import type { Layer } from './matrix.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const names = Object.keys(layers) as Layer[];

export type Planted = { readonly file: string; readonly imports: string };
export type Proof = {
  readonly filesChecked: number;
  readonly caught: readonly Planted[];
  readonly missed: readonly Planted[];
};

const folder = (layer: Layer): string => layers[layer].replace('*', layer === 'web-rest' ? 'lib' : 'planted');

/**
 * A linter can fail open. So: a tree of the same shape, with one forbidden import per pair of layers and per restricted package, one circle of types,
 * and two slow patterns, which it must refuse, each.
 */
export function proveBoundaries(): Proof {
  const tree = mkdtempSync(join(tmpdir(), 'rookery-boundaries-'));
  try {
    const planted = plant(tree);
    const done = spawnSync(join(root, 'node_modules/.bin/oxlint'), ['-f', 'json'], {
      cwd: tree,
      encoding: 'utf8',
      maxBuffer: 64 * 1_048_576,
    });
    const report = JSON.parse(done.stdout.slice(done.stdout.indexOf('{'))) as {
      readonly diagnostics: readonly { readonly code?: string; readonly filename: string }[];
      readonly number_of_files: number;
    };
    const refused = new Set(
      report.diagnostics
        .filter(({ code }) => /boundaries|no-cycle|no-super-linear/.test(code ?? ''))
        .map(({ filename }) => filename),
    );
    return {
      filesChecked: report.number_of_files,
      caught: planted.filter(({ file }) => refused.has(file)),
      missed: planted.filter(({ file }) => !refused.has(file)),
    };
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

/** What a pattern of package names refuses: a package by its name, and by a subpath where it is not Node's own. */
const importsOf = (pattern: string): readonly string[] => {
  const name = pattern.replace('*', 'core');
  return name.startsWith('node:') ? [name] : [name, `${name}/planted`];
};

function plant(tree: string): readonly Planted[] {
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(join(tree, file), text);
  };
  copyFileSync(join(root, 'oxlint.config.ts'), join(tree, 'oxlint.config.ts'));
  mkdirSync(join(tree, 'tools/boundaries'), { recursive: true });
  copyFileSync(join(root, 'tools/boundaries/matrix.ts'), join(tree, 'tools/boundaries/matrix.ts'));
  write('package.json', '{ "type": "module" }');
  write(
    'tsconfig.json',
    '{ "compilerOptions": { "module": "nodenext", "allowImportingTsExtensions": true, "noEmit": true } }',
  );
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  const targets = [...names.map(folder), ...Object.values(composers)];
  for (const target of targets) write(`${target}/target.ts`, 'export const target = 1;\n');

  const planted: Planted[] = [];
  // Two files that know each other by their types alone.
  for (const [one, other] of [
    ['one', 'other'],
    ['other', 'one'],
  ] as const) {
    const file = `${folder('domain')}/circle-${one}.ts`;
    write(file, `import type { Circle } from './circle-${other}.ts';\nexport type { Circle };\n`);
    planted.push({ file, imports: `circle-${other}` });
  }
  for (const from of names) {
    const refused = names.filter((other) => other !== from && !mayImport[from].includes(other));
    const refusedFolders: readonly (readonly [string, string])[] = [
      ...refused.map((to) => [to, folder(to)] as const),
      ...Object.entries(composers),
    ];
    for (const [to, target] of refusedFolders) {
      const file = `${folder(from)}/imports-${to}.ts`;
      const path = relative(folder(from), `${target}/target.ts`);
      const imports = path.startsWith('.') ? path : `./${path}`;
      write(file, `import { target } from '${imports}';\nexport const used = target;\n`);
      planted.push({ file, imports: to });
    }
    for (const { sources, layers: allowed } of restrictedPackages) {
      if (allowed.includes(from)) continue;
      for (const source of sources.flatMap(importsOf)) {
        const file = `${folder(from)}/uses-${source.replaceAll(/\W/g, '-')}.ts`;
        write(file, `import * as used from '${source}';\nexport const planted = used;\n`);
        planted.push({ file, imports: source });
      }
    }
  }
  // Patterns for which a text can be made that keeps them busy for minutes.
  for (const [name, pattern] of Object.entries({ nested: '/^(a+)+$/', adjacent: '/^\\s*a?\\s*$/' })) {
    const file = `${folder('web-rest')}/pattern-${name}.ts`;
    write(file, `export const slow = ${pattern};\n`);
    planted.push({ file, imports: pattern });
  }
  return planted;
}
