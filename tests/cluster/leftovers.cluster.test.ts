import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { endLeftovers } from '../../tools/cluster/leftovers.ts';
import { startNginx } from '../../tools/cluster/nginx.ts';
import { freePort, isFree } from '../../tools/cluster/ports.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

test('[CLU-7] the next start ends what a killed launcher left, the workers of a killed NGINX too', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'rookery-leftovers-'));
  try {
    const port = await freePort();
    const nginx = startNginx({ root, dir: join(dir, 'nginx'), port, nodes: [{ name: 'n1', port: await freePort() }] });
    await expect.poll(() => isFree(port), { timeout: 5_000 }).toBe(false);
    const ended = new Promise((resolve) => nginx.child.once('exit', resolve));
    nginx.child.kill('SIGKILL');
    await ended;
    expect(await isFree(port)).toBe(false);
    expect(await endLeftovers(dir)).toBeGreaterThan(0);
    expect(await isFree(port)).toBe(true);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
