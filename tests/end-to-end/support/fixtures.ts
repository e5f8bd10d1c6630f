import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { inject } from 'vitest';
import type {} from './fixtures-folder.ts';
import { serveStatic } from './static-server.ts';

const web = fileURLToPath(new URL('../../../apps/web/', import.meta.url));
const page = 'fixtures.html';

/** The app over a server by script, within the page: every screen without a server. Built once a run: files run one after the other. */
export const serveFixtures = async (): Promise<{ url: string; close: () => Promise<void> }> => {
  const outDir = inject('fixtures');
  // The page is written last, with all it refers to.
  if (!existsSync(join(outDir, page)))
    await build({
      configFile: `${web}vite.config.ts`,
      mode: 'fixtures',
      logLevel: 'error',
      build: { outDir, emptyOutDir: true },
    });
  return serveStatic(outDir, page);
};
