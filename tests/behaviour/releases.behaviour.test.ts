import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '@rookery/testkit/repository-root';
import { startTarget } from '@rookery/testkit/target';
import { describe, expect, test } from 'vitest';
import { followingHolds, lookAtFollowing } from '../releases/following.ts';
import { clockAt, keptVersions, readAccount, readData } from '../releases/kept.ts';
import { lookAtPictures, picturesHold, writeFiles } from '../releases/pictures.ts';
import { lookAtPower, powerHolds } from '../releases/power.ts';
import { call } from './http-program.ts';
import { becomeAccount, goOn, look } from '../releases/story.ts';

/** The rooms in all their inboxes. */
const roomsOf = async (url: string, people: readonly { readonly token: string }[]) => {
  const inboxes = await Promise.all(people.map(({ token }) => call(url, 'inbox:list', {}, token)));
  return inboxes.flatMap(({ answer }) =>
    (answer['entries'] as readonly { readonly room?: object }[]).flatMap(({ room }) => room ?? []),
  );
};

test('[REL-1] there is a data set of every release, and its commit is noted', () => {
  const releases = JSON.parse(readFileSync(join(repositoryRoot, 'docs/releases.json'), 'utf8')) as {
    readonly version: string;
    readonly commit: string;
  }[];
  expect(releases.length).toBeGreaterThan(0);
  expect(releases.map(({ version }) => version).sort()).toEqual([...keptVersions()].sort());
  for (const { commit } of releases) expect(commit).toMatch(/^[0-9a-f]{40}$/);
});

describe.each(keptVersions())('[REL-1] a data directory of %s', (version) => {
  test('[ACC-1, ROOM-34] opens in this version: everybody finds what she saw, it goes on, and a guest becomes an account', async () => {
    const account = readAccount(version, 'embedded');
    const directory = mkdtempSync(join(tmpdir(), 'rookery-kept-'));
    writeFileSync(join(directory, 'rookery.sqlite'), readData(version, 'embedded'));
    writeFiles(join(directory, 'files'), account.files ?? {});
    const target = await startTarget({ ROOKERY_DATA_DIR: directory, ...clockAt(account.at) });
    try {
      expect(await look(target.url, account.people)).toMatchObject(account.seen);
      // Who made a room was kept by all of them, and is told from now on.
      const rooms = await roomsOf(target.url, account.people);
      expect(rooms.length).toBeGreaterThan(0);
      for (const room of rooms) expect(room).toMatchObject({ createdBy: expect.stringMatching(/^u_/) as string });
      if (account.powers) {
        expect(await lookAtPower(target.url, account.powers)).toMatchObject(account.powers.seen);
        await powerHolds(target.url, account.powers);
      }
      if (account.pictures) {
        expect(await lookAtPictures(target.url, account.pictures)).toMatchObject(account.pictures.seen);
        await picturesHold(target.url, account.pictures);
      }
      if (account.following) {
        expect(await lookAtFollowing(target.url, account.following)).toMatchObject(account.following.seen);
        await followingHolds(target.url, account.following);
      }
      await goOn(target.url, account.people, account.seen);
      const [, guest = { name: '', token: '' }] = account.people;
      await becomeAccount(target.url, guest, account.seen[guest.name]);
    } finally {
      await target.stop();
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
