import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openEmbeddedStore } from '../adapters/embedded/open-store.ts';
import { systemClock } from '../domain/clock.ts';
import { StartupError } from '../domain/startup-error.ts';
import { newAccount } from '../ports/contracts/account-fixtures.ts';
import { endFactor } from './end-factor.ts';

test('[FAC-10] the shell takes a second factor away, and leaves a record', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'rookery-end-factor-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const store = await openEmbeddedStore({ dataDir, clock: systemClock, log: { error: () => undefined } });
  onTestFinished(() => store.close());
  const ports = { ...store, clock: systemClock };
  const { user } = await newAccount(store);
  await expect(endFactor(ports, 'nobody')).rejects.toThrow(StartupError);
  await expect(endFactor(ports, user.username)).rejects.toThrow(StartupError);
  await store.secondFactor.begin(user.id, '00');
  await store.secondFactor.confirm(user.id, '00', 1, []);
  expect(await endFactor(ports, user.username)).toMatchObject({ id: user.id });
  expect(await store.secondFactor.of(user.id)).toMatchObject({ secret: null });
  const { rows } = await store.audit.list({ user: user.id }, undefined, 10);
  expect(rows.map(({ entry }) => [entry.act, entry.by])).toEqual([['shell:codes-off', null]]);
});
