import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repositoryRoot } from '@rookery/testkit/repository-root';
import type { ClientModule } from '../workload/client-module.ts';
import type { PlantedBug } from './planted-bug.ts';

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

/** A build of the server, or a copy of the client, with one bug in it; `remove` takes it away. */
export type Planted = { readonly server?: string; readonly client?: ClientModule; remove(): void };

export async function plant(bug: PlantedBug): Promise<Planted> {
  const folder = copySources(bug);
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    return bug.part === 'server'
      ? { server: buildServer(folder, bug), remove }
      : { client: await loadClient(folder), remove };
  } catch (error) {
    remove();
    throw error;
  }
}

export const sourcesOf = ({ part }: PlantedBug): string =>
  join(repositoryRoot, part === 'server' ? 'apps/server/src' : 'packages/client/src');

/** In a folder beside the sources, so that its packages resolve, and that no build and no package knows of. */
function copySources(bug: PlantedBug): string {
  const sources = sourcesOf(bug);
  const folder = join(dirname(sources), 'dist-planted', bug.name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(sources, join(folder, 'src'), { recursive: true });
  for (const file of new Set(bug.edits.map((edit) => edit.file))) {
    const path = join(folder, 'src', file);
    writeFileSync(path, planted(readFileSync(path, 'utf8'), bug, file));
  }
  return folder;
}

/** Answers where its main.js is. */
function buildServer(folder: string, bug: PlantedBug): string {
  const config = JSON.parse(readFileSync(join(repositoryRoot, 'apps/server/tsconfig.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ ...config, extends: join(repositoryRoot, 'tsconfig.base.json') }),
  );
  const done = spawnSync(join(repositoryRoot, 'node_modules/.bin/tsc'), ['-p', join(folder, 'tsconfig.json')], {
    encoding: 'utf8',
  });
  if (done.status !== 0) throw new Error(`The server with the bug ${bug.name} does not build: ${done.stdout}`);
  // In which it reads its own version.
  cpSync(join(repositoryRoot, 'apps/server/package.json'), join(folder, 'package.json'));
  cpSync(join(folder, 'src/adapters/redis/lua'), join(folder, 'dist/adapters/redis/lua'), { recursive: true });
  rmSync(join(folder, 'src'), { recursive: true });
  return join(folder, 'dist');
}

/** It runs unbuilt, as ours does. */
async function loadClient(folder: string): Promise<ClientModule> {
  const loaded: unknown = await import(pathToFileURL(join(folder, 'src/index.ts')).href);
  // A copy of the module that gave the type.
  return loaded as ClientModule;
}
