import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, isFree } from '@rookery/testkit/free-port';
import { endLeftovers } from '@rookery/testkit/leftovers';
import { startNginx } from '@rookery/testkit/nginx';
import { expect, test } from 'vitest';

test('[CLU-7] the next start ends what a killed launcher left, the workers of a killed NGINX too', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'rookery-leftovers-'));
  try {
    const port = await freePort();
    const nginx = startNginx({ dir: join(dir, 'nginx'), port, nodes: [{ name: 'n1', port: await freePort() }] });
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
