import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { restoreCluster } from '@rookery/testkit/cluster-dump';
import { startColony } from '@rookery/testkit/colony';
import { describe, expect, test } from 'vitest';
import { clockAt, keptVersions, readAccount, readData } from '../releases/kept.ts';
import { goOn, look } from '../releases/story.ts';

describe.each(keptVersions())('[REL-1] a Redis Cluster that %s wrote', (version) => {
  test('is served by this version: everybody finds what she saw, and it goes on', async () => {
    const account = readAccount(version, 'redis');
    const dir = mkdtempSync(join(tmpdir(), 'rookery-kept-'));
    const colony = await startColony({ dir, nodes: 1, settings: clockAt(account.at) });
    try {
      await restoreCluster(colony.redis, readData(version, 'redis'));
      expect(await look(colony.url, account.people)).toMatchObject(account.seen);
      await goOn(colony.url, account.people, account.seen);
    } finally {
      await colony.stop();
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
