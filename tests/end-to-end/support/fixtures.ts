import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { serveStatic } from './static-server.ts';

const web = fileURLToPath(new URL('../../../apps/web/', import.meta.url));

/** The app over a server by script, within the page: every screen without a server. Built anew, into a directory of its own. */
export const serveFixtures = async (): Promise<{ url: string; close: () => Promise<void> }> => {
  const outDir = await mkdtemp(join(tmpdir(), 'rookery-fixtures-'));
  await build({
    configFile: `${web}vite.config.ts`,
    mode: 'fixtures',
    logLevel: 'error',
    build: { outDir, emptyOutDir: true },
  });
  const site = await serveStatic(outDir, 'fixtures.html');
  return {
    url: site.url,
    close: async () => {
      await site.close();
      await rm(outDir, { recursive: true, force: true });
    },
  };
};
