import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const page = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');

type Line = { readonly path: string; readonly isFolder: boolean; readonly depth: number };

/** The lines of the page's tree: two spaces a level; a name that ends with `/` is a folder, several names may share a line. What is indented further is text. */
function drawnTree(): readonly Line[] {
  const block = /## The tree\n+```\n([\s\S]*?)\n```/.exec(page)?.[1] ?? '';
  const folders: string[] = [];
  return block.split('\n').flatMap((line) => {
    const [, indent = '', names = ''] = /^( *)((?:[\w./*-]+(?:\/|\.\w+) ?)+)/.exec(line) ?? [];
    const depth = indent.length / 2;
    // Deeper than a child of the line before: the description goes on.
    if (depth > folders.length) return [];
    folders.length = depth;
    return names
      .trim()
      .split(' ')
      .filter((name) => name !== '')
      .map((name) => {
        const path = [...folders.slice(0, depth), name.replace(/\/$/, '')].join('/');
        if (name.endsWith('/')) folders[depth] = name.replace(/\/$/, '');
        return { path, isFolder: name.endsWith('/'), depth };
      });
  });
}

/** Folders that commands make: they are there on one machine and not on another. */
const ignored = new Set(
  readFileSync(join(root, '.gitignore'), 'utf8')
    .split('\n')
    .filter((line) => line.endsWith('/'))
    .map((line) => line.replaceAll('/', '')),
);
const foldersIn = (path: string): readonly string[] =>
  readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !ignored.has(entry.name))
    .map((entry) => (path === '' ? entry.name : `${path}/${entry.name}`));

test('everything that the tree of ARCHITECTURE.md draws exists', () => {
  const lines = drawnTree();
  expect(lines.length).toBeGreaterThan(25);
  expect(lines.filter(({ path }) => !existsSync(join(root, path))).map(({ path }) => path)).toEqual([]);
});

test('every folder beside one that is drawn is drawn', () => {
  const drawn = drawnTree()
    .filter(({ isFolder }) => isFolder)
    .map(({ path }) => path);
  const isDrawn = (folder: string): boolean => drawn.some((path) => path === folder || path.startsWith(`${folder}/`));
  const parents = new Set(drawn.map((path) => path.split('/').slice(0, -1).join('/')));
  expect([...parents].flatMap(foldersIn).filter((folder) => !isDrawn(folder))).toEqual([]);
});
