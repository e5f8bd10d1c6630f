import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, isFree } from '@rookery/testkit/free-port';
import { endLeftovers } from '@rookery/testkit/leftovers';
import { nginx } from '@rookery/testkit/nginx';
import { expect, test } from 'vitest';

test('[CLU-7] the next start ends what a killed launcher left, the workers of a killed NGINX too', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'rookery-leftovers-'));
  try {
    const port = await freePort();
    const started = nginx({ dir: join(dir, 'nginx'), port, nodes: [{ name: 'n1', port: await freePort() }] });
    started.spawn();
    await expect.poll(() => isFree(port), { timeout: 5_000 }).toBe(false);
    await started.kill('SIGKILL');
    expect(await isFree(port)).toBe(false);
    expect(await endLeftovers(dir)).toBeGreaterThan(0);
    expect(await isFree(port)).toBe(true);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
