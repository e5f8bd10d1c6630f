import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlantedBug } from './bugs.ts';

/** The source with a bug in it. Throws where an edit does not fit any more: then the bug must be planted anew. */
export function planted(source: string, { name, edits }: PlantedBug, file: string): string {
  let text = source;
  for (const { file: of, from, to } of edits) {
    if (of !== file) continue;
    if (text.split(from).length !== 2)
      throw new Error(`The bug ${name} does not fit into ${file} any more: plant it anew.`);
    text = text.replace(from, () => to);
  }
  return text;
}

/** Builds the server with one bug, in a folder that the normal build and its packages know nothing of. Answers where its main.js is. */
export function buildPlanted(root: string, bug: PlantedBug): string {
  const server = join(root, 'apps/server');
  // Beneath apps/server, so that its packages resolve.
  const folder = join(server, 'dist-planted', bug.name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(join(server, 'src'), join(folder, 'src'), { recursive: true });
  for (const file of new Set(bug.edits.map((edit) => edit.file))) {
    const path = join(folder, 'src', file);
    writeFileSync(path, planted(readFileSync(path, 'utf8'), bug, file));
  }
  const config = JSON.parse(readFileSync(join(server, 'tsconfig.json'), 'utf8')) as Record<string, unknown>;
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ ...config, extends: join(root, 'tsconfig.base.json') }),
  );
  const done = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', join(folder, 'tsconfig.json')], {
    encoding: 'utf8',
  });
  if (done.status !== 0) throw new Error(`The server with the bug ${bug.name} does not build: ${done.stdout}`);
  cpSync(join(folder, 'src/adapters/redis/lua'), join(folder, 'dist/adapters/redis/lua'), { recursive: true });
  rmSync(join(folder, 'src'), { recursive: true });
  return join(folder, 'dist');
}
