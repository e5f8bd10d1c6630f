import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { launchBrowser } from '../launch-browser.ts';
import type { Scenario } from './scenario.ts';
import { wheelThrough } from './web-scroll.ts';

/** Entry scripts of the built page: what index.html names, and what those import statically. */
export const web: Scenario = {
  name: 'web',
  about:
    'What a browser loads before the first screen, gzip -9; and a wheel through 100,000 messages, from the newest to the first and back.',
  run: async (quick) => {
    const manifest = 'apps/web/dist/.vite/manifest.json';
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
      [...files].reduce((sum, file) => sum + gzipSync(readFileSync(`apps/web/dist/${file}`), { level: 9 }).length, 0) /
      1_000;
    const js = size(scripts);
    const css = size(styles);
    const browser = await launchBrowser();
    const scrolled = await wheelThrough(browser, quick ? 3_000 : 100_000).finally(() => browser.close());
    return [
      { name: 'entry JS', value: js, unit: 'kB gz', bar: '≤ 141', met: js <= 141 },
      { name: 'entry CSS', value: css, unit: 'kB gz', bar: '≤ 20', met: css <= 20 },
      ...scrolled,
    ];
  },
};
