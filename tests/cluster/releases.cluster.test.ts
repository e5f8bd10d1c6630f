import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { restoreCluster } from '@rookery/testkit/cluster-dump';
import { startColony } from '@rookery/testkit/colony';
import { describe, expect, test } from 'vitest';
import { followingHolds, lookAtFollowing } from '../releases/following.ts';
import { clockAt, keptVersions, readAccount, readData } from '../releases/kept.ts';
import { lookAtPictures, picturesHold, writeFiles } from '../releases/pictures.ts';
import { lookAtPower, powerHolds } from '../releases/power.ts';
import { becomeAccount, goOn, look } from '../releases/story.ts';

describe.each(keptVersions())('[REL-1] a Redis Cluster that %s wrote', (version) => {
  test('[ACC-1] is served by this version: everybody finds what she saw, it goes on, and a guest becomes an account', async () => {
    const account = readAccount(version, 'redis');
    const dir = mkdtempSync(join(tmpdir(), 'rookery-kept-'));
    const colony = await startColony({ dir, nodes: 1, settings: clockAt(account.at) });
    try {
      writeFiles(join(dir, 'cluster', 'files'), account.files ?? {});
      await restoreCluster(colony.redis, readData(version, 'redis'), account.at);
      expect(await look(colony.url, account.people)).toMatchObject(account.seen);
      if (account.powers) {
        expect(await lookAtPower(colony.url, account.powers)).toMatchObject(account.powers.seen);
        await powerHolds(colony.url, account.powers);
      }
      if (account.pictures) {
        expect(await lookAtPictures(colony.url, account.pictures)).toMatchObject(account.pictures.seen);
        await picturesHold(colony.url, account.pictures);
      }
      if (account.following) {
        expect(await lookAtFollowing(colony.url, account.following)).toMatchObject(account.following.seen);
        await followingHolds(colony.url, account.following);
      }
      await goOn(colony.url, account.people, account.seen);
      const [, guest = { name: '', token: '' }] = account.people;
      await becomeAccount(colony.url, guest, account.seen[guest.name]);
    } finally {
      await colony.stop();
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
