import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openEmbeddedStore } from '../adapters/embedded/open-store.ts';
import { Profiles } from '../delivery/profiles.ts';
import { SignInLimits } from '../limits/sign-in-limits.ts';
import { newAccount } from '../ports/contracts/account-fixtures.ts';
import { Passwords } from './passwords.ts';
import { setUp, setupToken } from './set-up.ts';

const minuteMs = 60_000;
const origin = { agent: 'test', address: '127.0.0.1' };

test('[ACC-10] the link makes the owner once; she may ask again for a while, which changes nothing; what was cut off is finished', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'rookery-set-up-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  let now = Date.now();
  const clock = { now: () => now };
  const store = await openEmbeddedStore({ dataDir, clock, log: { error: () => undefined } });
  onTestFinished(() => store.close());
  const signInLimits = new SignInLimits(null);
  onTestFinished(() => signInLimits.close());
  const passwords = new Passwords();
  onTestFinished(() => passwords.close());
  const ports = {
    ...{ ...store, clock, passwords, signInLimits, profiles: new Profiles(store.people) },
    ...{ isReserved: () => false, directory: null },
  };
  const ask = async (username: string, word = 'correct horse') => {
    const request = { token: token ?? '', username, password: word };
    const { user } = await setUp(ports, null, request, origin);
    return user;
  };
  const token = await setupToken(ports);
  const usedUp = { code: 'not_found' };
  // A node that died when the account was there and claimed, and no role was given yet.
  const half = await newAccount(store);
  await store.accounts.setPassword(half.user.id, half.account.password, await passwords.hash('correct horse'));
  await store.accounts.claimFounding(half.user.id);
  now += 60 * minuteMs;
  await expect(ask('another')).rejects.toMatchObject(usedUp);
  expect(await ask(half.user.username)).toMatchObject({ id: half.user.id, role: 'owner' });
  expect(await setupToken(ports)).toBeNull();

  now += 14 * minuteMs;
  expect(await ask(half.user.username)).toMatchObject({ id: half.user.id, role: 'owner' });
  await expect(ask(half.user.username, 'another horse')).rejects.toMatchObject({ code: 'unauthorized' });
  await expect(ask('another')).rejects.toMatchObject(usedUp);
  // What others have decided meanwhile stays.
  const other = await newAccount(store);
  await store.accounts.setRole(other.user.id, 'owner', { act: 'shell:owner', by: null });
  await store.accounts.setRole(half.user.id, null, { act: 'admin:person', by: other.user.id });
  expect(await ask(half.user.username)).not.toHaveProperty('role');
  now += 2 * minuteMs;
  await expect(ask(half.user.username)).rejects.toMatchObject(usedUp);
  const { rows } = await store.audit.list({ user: half.user.id }, undefined, 10);
  expect(rows.map(({ entry }) => entry.act)).toEqual(['admin:person', 'setup']);
});
