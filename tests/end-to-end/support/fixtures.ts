import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { serveStatic } from './static-server.ts';

const web = fileURLToPath(new URL('../../../apps/web/', import.meta.url));

/** The screens over a chat in memory: what can be shown of them without a server. */
export const serveFixtures = async (name: string): Promise<{ url: string; close: () => Promise<void> }> => {
  const outDir = fileURLToPath(new URL(`../../../run/fixtures-${name}`, import.meta.url));
  await build({
    configFile: `${web}vite.config.ts`,
    mode: 'fixtures',
    logLevel: 'error',
    build: { outDir, emptyOutDir: true },
  });
  return serveStatic(outDir, 'fixtures.html');
};
