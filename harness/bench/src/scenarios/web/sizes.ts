import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { repositoryRoot } from '@rookery/testkit/repository-root';
import type { Figure } from '../scenario.ts';
import { atMost } from './figures.ts';

const dist = join(repositoryRoot, 'apps/web/dist');
const kB = (contents: Buffer): number => gzipSync(contents, { level: 9 }).length / 1_000;

/** [F1] What index.html names, and what those import statically; and the peers' packages whose code is one file or two. */
export const sizes = (quick: boolean): readonly Figure[] => {
  const manifest = join(dist, '.vite/manifest.json');
  if (!existsSync(manifest)) throw new Error('The web app is not built: node tools/setup.mjs');
  type Chunk = { file: string; isEntry?: boolean; imports?: string[]; css?: string[] };
  const chunks = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, Chunk>;
  const scripts = new Set<string>();
  const styles = new Set<string>();
  const walk = (name: string): void => {
    const chunk = chunks[name];
    if (!chunk || scripts.has(chunk.file)) return;
    scripts.add(chunk.file);
    for (const style of chunk.css ?? []) styles.add(style);
    for (const next of chunk.imports ?? []) walk(next);
  };
  for (const [name, chunk] of Object.entries(chunks)) if (chunk.isEntry) walk(name);
  const size = (files: Iterable<string>): number =>
    [...files].reduce((sum, file) => sum + kB(readFileSync(join(dist, file))), 0);
  const page = readFileSync(join(dist, 'index.html'), 'utf8');
  const beside = [...page.matchAll(/rel="modulepreload"[^>]* href="\.\/([^"]+)"/g)].flatMap(([, file]) => file ?? []);
  return [
    atMost('F1 entry JS', size(scripts), 'kB gz', 150),
    atMost('F1 entry CSS', size(styles), 'kB gz', 20),
    atMost('F1 fetched beside the entry, for connections', size(beside), 'kB gz', 14),
    ...(quick ? [] : [...peer('converse.js', '14.0.0', ['dist/converse.min.js'])]),
    ...(quick ? [] : [...peer('thelounge', '2.6.0', ['public/js/bundle.js', 'public/js/bundle.vendor.js'])]),
  ];
};

/** As npm has it; nothing where npm is out of reach. */
const peer = (name: string, version: string, files: readonly string[]): readonly Figure[] => {
  const folder = mkdtempSync(join(tmpdir(), 'rookery-peer-'));
  try {
    const ask = (command: string, ...words: readonly string[]): boolean =>
      spawnSync(command, words, { cwd: folder, timeout: 60_000 }).status === 0;
    const isHere = ask('npm', 'pack', '--silent', `${name}@${version}`) && ask('tar', '-xzf', `${name}-${version}.tgz`);
    if (!isHere) return [];
    const value = files.reduce((sum, file) => sum + kB(readFileSync(join(folder, 'package', file))), 0);
    return [{ name: `F1 peer: ${name} ${version}, JS`, value, unit: 'kB gz' }];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
