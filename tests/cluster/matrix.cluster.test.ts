import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startColony } from '@rookery/testkit/colony';
import type { Colony } from '@rookery/testkit/colony';
import { afterAll } from 'vitest';
import { describeMatrix } from '../matrix/matrix.contract.ts';

const dir = mkdtempSync(join(tmpdir(), 'rookery-matrix-'));
let colony: Colony | undefined;
afterAll(async () => {
  await colony?.stop();
  rmSync(dir, { recursive: true, force: true });
});

describeMatrix('on two nodes, changed on the other one', async () => {
  colony = await startColony({ dir, settings: { ROOKERY_RATE_LIMITS: 'off' } });
  const { redis, servers } = colony;
  const [here = '', there = ''] = servers.map(({ url }) => url);
  return {
    here,
    there,
    setupToken: new URL(readFileSync(join(dir, 'cluster', 'n1', 'setup.url'), 'utf8').trim()).hash.slice(1),
    expire: async (user, session) => {
      const key = `{${user}}:s`;
      await (await redis.masterOf(key)).call('HSET', key, session, '1 account');
    },
  };
});
