import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

// [WEB-24] What the first screen loads.

const dist = fileURLToPath(new URL('../../apps/web/dist/', import.meta.url));

type Chunk = {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
};

const manifest = JSON.parse(readFileSync(`${dist}.vite/manifest.json`, 'utf8')) as Record<string, Chunk>;

/** The entry and everything it imports statically. */
const entryFiles = (): { scripts: Set<string>; styles: Set<string> } => {
  const scripts = new Set<string>();
  const styles = new Set<string>();
  const visit = (key: string): void => {
    const chunk = manifest[key];
    if (!chunk || scripts.has(chunk.file)) return;
    scripts.add(chunk.file);
    for (const style of chunk.css ?? []) styles.add(style);
    for (const imported of chunk.imports ?? []) visit(imported);
  };
  for (const [key, chunk] of Object.entries(manifest)) if (chunk.isEntry) visit(key);
  return { scripts, styles };
};

const gzipped = (files: Iterable<string>): number =>
  [...files].reduce((sum, file) => sum + gzipSync(readFileSync(dist + file), { level: 9 }).length, 0);

test('[WEB-24] entry JavaScript ≤ 150 kB gz, entry CSS ≤ 20 kB gz', () => {
  const { scripts, styles } = entryFiles();
  const [js, css] = [gzipped(scripts), gzipped(styles)];
  console.log(`entry: ${(js / 1_000).toFixed(1)} kB JavaScript, ${(css / 1_000).toFixed(1)} kB CSS (gz)`);
  expect(scripts.size).toBeGreaterThan(0);
  expect(js).toBeLessThanOrEqual(150_000);
  expect(css).toBeLessThanOrEqual(20_000);
});

test('[WEB-24] what the first connection and the kept messages need is fetched beside the entry: ≤ 14 kB gz', () => {
  const html = readFileSync(`${dist}index.html`, 'utf8');
  const beside = [...html.matchAll(/<link rel="modulepreload" crossorigin href="\.\/([^"]+)">/g)].flatMap(
    ([, file]) => file ?? [],
  );
  const [scripts, size] = [entryFiles().scripts, gzipped(beside)];
  console.log(`beside: ${(size / 1_000).toFixed(1)} kB JavaScript (gz)`);
  expect(beside.filter((file) => scripts.has(file))).toEqual([]);
  const chunks = Object.entries(manifest).filter(([, { file }]) => beside.includes(file));
  for (const needed of ['transport/socket-io-link.ts', 'sdk/device-storage.ts'])
    expect(chunks.some(([key]) => key.endsWith(needed))).toBe(true);
  // They import nothing but each other and what the entry has loaded: nothing follows them.
  const imported = chunks.flatMap(([, { imports = [] }]) => imports.map((key) => manifest[key]?.file ?? ''));
  expect(imported.filter((file) => !scripts.has(file) && !beside.includes(file))).toEqual([]);
  expect(size).toBeLessThanOrEqual(14_000);
});

test('[WEB-24] the words of each language are fetched beside the entry', () => {
  const html = readFileSync(`${dist}index.html`, 'utf8');
  const catalogs = Object.entries(manifest).flatMap(([key, { file }]) => (key.endsWith('.po') ? [file] : []));
  expect(catalogs.length).toBeGreaterThanOrEqual(4);
  expect(catalogs.filter((file) => !html.includes(`"${file}"`))).toEqual([]);
});

test('[WEB-23] the page refers to nothing elsewhere and has no inline style', () => {
  const html = readFileSync(`${dist}index.html`, 'utf8');
  expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  expect(html).not.toMatch(/\sstyle=/);
  expect(html).not.toMatch(/\son\w+=/);
});
