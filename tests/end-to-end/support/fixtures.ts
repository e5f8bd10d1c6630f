import { existsSync, mkdirSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '@rookery/testkit/until';
import { build } from 'vite';
import { inject } from 'vitest';
import type {} from './fixtures-folder.ts';
import { serveStatic } from './static-server.ts';

const web = fileURLToPath(new URL('../../../apps/web/', import.meta.url));

/**
 * The app over a server by script, within the page: every screen without a server. Built once a run, by the file that needs it first.
 * `whole`: in one file, which a page loads in half the time. `in parts`: as the real build, for tests of what is loaded late.
 */
export type Build = 'whole' | 'in parts';

export const serveFixtures = async (kind: Build = 'whole'): Promise<{ url: string; close: () => Promise<void> }> => {
  const app = join(inject('fixtures'), kind);
  if (isFirst(kind)) {
    const outDir = join(inject('fixtures'), `${kind}, unfinished`);
    await build({
      configFile: `${web}vite.config.ts`,
      mode: 'fixtures',
      logLevel: 'error',
      build: {
        outDir,
        emptyOutDir: true,
        ...(kind === 'whole' ? { rolldownOptions: { output: { codeSplitting: false } } } : {}),
      },
    });
    // It is there whole, or not at all, to the file that runs at the same time.
    await rename(outDir, app);
  } else await until('the app over a server by script is built', () => existsSync(app), 100_000);
  return serveStatic(app, 'fixtures.html');
};

/** A folder is made by exactly one. */
const isFirst = (kind: Build): boolean => {
  try {
    mkdirSync(join(inject('fixtures'), `${kind}, begun`));
    return true;
  } catch {
    return false;
  }
};
