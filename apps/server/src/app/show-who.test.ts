import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asSessionToken } from '@rookery/protocol';
import { expect, onTestFinished, test } from 'vitest';
import { openEmbeddedStore } from '../adapters/embedded/open-store.ts';
import { SignInLimits } from '../limits/sign-in-limits.ts';
import { newUser } from '../ports/contracts/fixtures.ts';
import { Passwords } from './passwords.ts';
import { showWho } from './show-who.ts';

const minuteMs = 60_000;
const here = { address: '127.0.0.1' };

test('[FAC-4] a session shows whose it is for ten minutes, then the password does', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'rookery-show-who-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  let now = Date.now();
  const clock = { now: () => now };
  const store = await openEmbeddedStore({ dataDir, clock, log: { error: () => undefined } });
  onTestFinished(() => store.close());
  const signInLimits = new SignInLimits(null);
  onTestFinished(() => signInLimits.close());
  const passwords = new Passwords();
  onTestFinished(() => passwords.close());
  const ports = { ...store, clock, passwords, signInLimits };
  const user = await newUser(store);
  const session = { id: 's', kind: 'account', token: asSessionToken('t'), expiresAt: now + 90 * minuteMs } as const;
  await store.sessions.create('guest', { ...session, user, kind: 'guest' });
  const made = await store.accounts.create(
    {
      user: user.id,
      password: await passwords.hash('correct horse'),
      session: { ...session, secretHash: 'account' },
      beginning: { createdAt: now, agent: '', endsBy: null },
    },
    now,
  );
  if (made.status !== 'created') throw new Error(made.status);
  const actor = { user: made.user, session };
  const show = (current?: string) => showWho(ports, actor, current, here);
  now += 9 * minuteMs;
  await show();
  now += minuteMs;
  await expect(show()).rejects.toMatchObject({ code: 'forbidden', field: 'current' });
  await expect(show('correct')).rejects.toMatchObject({ code: 'forbidden', field: 'current' });
  await show('correct horse');
  // One that began before beginnings were kept.
  const old = { user: made.user, session: { ...session, id: 'old' } };
  await store.sessions.create('old', { ...session, id: 'old', user: made.user });
  await expect(showWho(ports, old, undefined, here)).rejects.toMatchObject({ code: 'forbidden' });
});
