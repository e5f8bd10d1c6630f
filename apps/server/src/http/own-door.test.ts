import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { askOwnDoor } from './ask-own-door.ts';
import { openOwnDoor, ownDoorOf } from './own-door.ts';

test('[MOVE-8] a server hears commands through a socket in its data directory, for its own user only, and each is answered', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'rookery-door-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  await expect(askOwnDoor(dataDir, {})).rejects.toThrow('No server runs on');
  // What a killed server left.
  writeFileSync(join(dataDir, 'rookery.sock'), '');
  const door = await openOwnDoor(dataDir, async (command) => {
    if ((command as { bad?: unknown }).bad) throw new Error('I will not.');
    return { heard: command };
  });
  onTestFinished(() => door?.close());
  expect(statSync(join(dataDir, 'rookery.sock')).mode & 0o777).toBe(0o600);
  expect(await askOwnDoor(dataDir, { say: 'status' })).toMatchObject({ heard: { say: 'status' } });
  await expect(askOwnDoor(dataDir, { bad: true })).rejects.toThrow('I will not.');
  await expect(askOwnDoor(dataDir, { long: 'x'.repeat(70_000) })).rejects.toThrow('too long');
  await door?.close();
  await expect(askOwnDoor(dataDir, {})).rejects.toThrow('No server runs on');
  expect(ownDoorOf(`/${'long/'.repeat(40)}`)).toBeNull();
  expect(await openOwnDoor(`/${'long/'.repeat(40)}`, async () => ({}))).toBeNull();
});
