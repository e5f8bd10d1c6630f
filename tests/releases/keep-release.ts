/**
 * Makes the data set of the version in package.json: what both stores and a browser keep after a small story, beside what everybody saw.
 *   node tests/releases/keep-release.ts
 * Later versions open it (tests titled [REL-…]). It is made once a release, and never changed.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dumpCluster } from '@rookery/testkit/cluster-dump';
import { startColony } from '@rookery/testkit/colony';
import { repositoryRoot } from '@rookery/testkit/repository-root';
import { startTarget } from '@rookery/testkit/target';
import { launchBrowser } from '../end-to-end/support/browser.ts';
import { createRoom, joinAs, say } from '../end-to-end/support/people.ts';
import { tellFollowing } from './following.ts';
import { keep, keepWebStorage } from './kept.ts';
import { readFiles, tellPictures } from './pictures.ts';
import { lookAtPower, tellPower } from './power.ts';
import { look, tellStory } from './story.ts';
import { dumpWebStorage } from './web-storage.ts';

const { version } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as { version: string };

async function keepEmbedded(): Promise<void> {
  const target = await startTarget();
  try {
    const people = await tellStory(target.url);
    await keepBrowser(target);
    const told = await tellPower(target.url, readFileSync(join(target.dataDir, 'setup.url'), 'utf8'));
    const pictures = await tellPictures(target.url, told);
    const following = await tellFollowing(target.url, told);
    const powers = { ...told, seen: await lookAtPower(target.url, told) };
    const account = { at: Date.now(), people, seen: await look(target.url, people), powers, pictures, following };
    await target.server.kill('SIGTERM');
    const files = readFiles(join(target.dataDir, 'files'));
    keep(version, 'embedded', { ...account, files }, readFileSync(join(target.dataDir, 'rookery.sqlite')));
  } finally {
    await target.stop();
  }
}

/** A window with a draft, and with a message that was written while the server was away. */
async function keepBrowser(target: Awaited<ReturnType<typeof startTarget>>): Promise<void> {
  const browser = await launchBrowser();
  try {
    const { page } = await joinAs(browser, target.url, 'web.kept');
    await createRoom(page, 'Kept by a browser');
    await say(page, 'sent before');
    await page.locator('[data-row]', { hasText: 'sent before' }).waitFor();
    await target.server.kill('SIGKILL');
    await say(page, 'waits for the server');
    await page.locator('[data-row]', { hasText: 'waits for the server' }).waitFor();
    await page.locator('#composer').fill('begun and not sent');
    await page.waitForFunction(() => JSON.stringify({ ...localStorage }).includes('begun and not sent'));
    keepWebStorage(version, {
      draft: 'begun and not sent',
      waiting: 'waits for the server',
      cookies: (await page.context().cookies()).map(({ name, value }) => ({ name, value })),
      ...(await dumpWebStorage(page)),
    });
  } finally {
    await browser.close();
    await target.server.start();
  }
}

async function keepRedis(): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'rookery-release-'));
  const colony = await startColony({ dir, nodes: 1 });
  try {
    const people = await tellStory(colony.url);
    const told = await tellPower(colony.url, readFileSync(join(dir, 'cluster', 'n1', 'setup.url'), 'utf8'));
    const pictures = await tellPictures(colony.url, told);
    const following = await tellFollowing(colony.url, told);
    const powers = { ...told, seen: await lookAtPower(colony.url, told) };
    const account = { at: Date.now(), people, seen: await look(colony.url, people), powers, pictures, following };
    await colony.servers[0]?.kill('SIGTERM');
    const files = readFiles(join(dir, 'cluster', 'files'));
    keep(version, 'redis', { ...account, files }, await dumpCluster(colony.redis));
  } finally {
    await colony.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

await keepEmbedded();
await keepRedis();
console.log(`The data set of ${version} is in tests/releases/${version}.`);
