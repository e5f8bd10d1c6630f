import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ManualClock } from '@rookery/testkit';
import { freePort } from '@rookery/testkit/free-port';
import { everyoneLeaves, freshName } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { until } from '@rookery/testkit/until';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openEmbeddedStore } from '../../apps/server/src/adapters/embedded/open-store.ts';
import { smtpSender } from '../../apps/server/src/adapters/smtp/smtp-sender.ts';
import { MailSending } from '../../apps/server/src/app/send-mails.ts';
import { ask, bearer, newAccount, password, signIn } from './account-program.ts';
import { BrowserJar } from './browser-jar.ts';
import { failed } from './http-program.ts';
import { startMailServer } from './mail-server.ts';
import type { RealMailServer } from './mail-server.ts';
import { startOidcProvider } from './oidc-provider.ts';
import type { RealProvider } from './oidc-provider.ts';

let mail: RealMailServer;
let target: Target;
let provider: RealProvider;

beforeAll(async () => {
  mail = await startMailServer();
  const port = await freePort();
  provider = await startOidcProvider(`http://127.0.0.1:${port}`, ['corp', 'trusted']);
  target = await startTarget(
    {
      ROOKERY_PUBLIC_URL: `http://127.0.0.1:${port}`,
      ROOKERY_SMTP_URL: mail.url,
      ROOKERY_MAIL_FROM: 'Rookery, Inc. <chat@example.com>',
      ...provider.settings('CORP'),
      ...provider.settings('TRUSTED'),
      ROOKERY_OIDC_TRUSTED_DOMAINS: 'example.com',
    },
    port,
  );
});
afterEach(everyoneLeaves);
afterAll(async () => {
  await target?.stop();
  await mail?.stop();
  await provider?.close();
});

const newAddress = (): string => `${freshName('a')}@example.com`;
const lettersTo = (address: string) => mail.letters.filter(({ to }) => JSON.stringify(to).includes(`"${address}"`));

/** The token of the link in the newest letter to that address, of so many. */
async function tokenTo(address: string, page: string, count = 1): Promise<string> {
  await until('the letter is there', () => lettersTo(address).length >= count);
  const found = new RegExp(`^${target.url}/${page}#(\\S+)$`, 'm').exec(lettersTo(address).at(-1)?.text ?? '');
  return found?.[1] ?? '';
}

const change = (token: string, address: string, current = password) =>
  ask(target.url, 'POST', 'account/address', { current, address }, bearer(token));
const confirm = (token: string) => ask(target.url, 'POST', 'account/address/confirm', { token });
const addressOf = async (token: string): Promise<unknown> =>
  (await ask(target.url, 'GET', 'account/address', undefined, bearer(token))).answer['address'];

/** Somebody with an address that she has confirmed. */
async function withAddress() {
  const account = await newAccount(target.url);
  const address = newAddress();
  expect((await change(account.token, address)).status).toBe(204);
  expect((await confirm(await tokenTo(address, 'address'))).status).toBe(204);
  return { ...account, address };
}

describe('addresses and lost passwords', () => {
  test('[MAIL-1, MAIL-3] an address is hers once the link that was sent there is opened, once', async () => {
    const { token } = await newAccount(target.url);
    const address = newAddress();
    expect(await change(token, address, 'not that one')).toMatchObject(failed('forbidden'));
    for (const bad of [
      'x',
      'a@b',
      'a@b.example, c@d.example',
      'a@b.example\r\nBcc: c@d.example',
      '<a@b.example>',
      `${'x'.repeat(300)}@b.example`,
    ])
      expect([400, 413], bad).toContain((await change(token, bad)).status);
    expect((await change(token, address)).status).toBe(204);
    const link = await tokenTo(address, 'address');
    expect(await addressOf(token)).toBeNull();
    expect((await confirm(link)).status).toBe(204);
    expect(await addressOf(token)).toBe(address);
    expect(await confirm(link)).toMatchObject(failed('not_found'));
    const [letter] = lettersTo(address);
    expect(letter?.headers.get('auto-submitted')).toBe('auto-generated');
    expect(letter?.messageId).toMatch(/^<[\w-]{22}@example\.com>$/);
    expect(letter?.from?.value).toEqual([{ name: 'Rookery, Inc.', address: 'chat@example.com' }]);
    // Another account cannot have it, and the former one is told of a change.
    const other = await withAddress();
    expect((await change(other.token, address)).status).toBe(429);
    const next = newAddress();
    expect((await change(other.token, next)).status).toBe(204);
    await confirm(await tokenTo(next, 'address'));
    await until('she is told', () =>
      lettersTo(other.address).some(({ subject }) => subject?.startsWith('Your address')),
    );
    const log = readFileSync(join(dirname(target.dataDir), 'server.log'), 'utf8');
    for (const secret of [address, link, 'a%20b', 'a b/c']) expect(log).not.toContain(secret);
  });

  test('[MAIL-3, MAIL-4] a lost password comes by a link of this server’s own, once; nobody is told who has an account', async () => {
    const { username, token, address } = await withAddress();
    const lost = (to: string) => ask(target.url, 'POST', 'password/lost', { address: to });
    // Whatever the request says of the server's name is not in the letter: the pattern of tokenTo has the whole link.
    const asked = await new BrowserJar().go(`${target.url}/api/v1/sso`, {
      host: '127.0.0.9:1',
      'x-forwarded-host': 'evil.example',
    });
    expect(asked.status).toBe(200);
    const [known, unknown] = [await lost(address.toUpperCase()), await lost(newAddress())];
    expect([known, unknown]).toEqual([
      { status: 204, answer: { ok: true }, cookie: null },
      { status: 204, answer: { ok: true }, cookie: null },
    ]);
    const link = await tokenTo(address, 'password', 2);
    // Asked again at once: no other letter, and the link still counts.
    await lost(address);
    const set = (word: string) => ask(target.url, 'POST', 'password/link', { token: link, password: word });
    expect((await set('another horse battery')).status).toBe(204);
    expect(await set('a third horse battery')).toMatchObject(failed('not_found'));
    expect((await signIn(target.url, username)).status).toBe(401);
    expect((await signIn(target.url, username, 'another horse battery')).status).toBe(201);
    expect((await ask(target.url, 'GET', 'sessions', undefined, bearer(token))).status).toBe(401);
    expect(lettersTo(address)).toHaveLength(2);
    const log = readFileSync(join(dirname(target.dataDir), 'server.log'), 'utf8');
    for (const secret of [address, link, 'a%20b', 'a b/c']) expect(log).not.toContain(secret);
  });
});

test('[SSO-2] an account is joined by its confirmed address where the domain is named, and nowhere else', async () => {
  const { me, address } = await withAddress();
  const sub = (provider.next = freshName('sub'));
  provider.people.set(sub, { email: address.toUpperCase(), email_verified: true });
  const comeBy = async (id: string): Promise<unknown> => {
    const jar = new BrowserJar();
    await jar.follow(`${target.url}/api/v1/sso/${id}/start`, (url) => url === `${target.url}/`);
    const headers = { cookie: jar.cookies(target.url), origin: target.url };
    return (await ask(target.url, 'POST', 'call/profile:set', {}, headers)).answer['user'].id;
  };
  // Whoever may claim any address gets an account of her own by it.
  const other = (provider.next = freshName('sub'));
  provider.people.set(other, { email: address, email_verified: true });
  expect(await comeBy('corp')).not.toBe(me['id']);
  provider.next = sub;
  expect(await comeBy('trusted')).toBe(me['id']);
  // She is bound now, whatever her address becomes.
  provider.people.set(sub, { email: newAddress(), email_verified: true });
  expect(await comeBy('trusted')).toBe(me['id']);
});

test('[MAIL-2] what the other side cannot take now is sent later, what it will not take is given up, over restarts', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'rookery-mail-'));
  const clock = new ManualClock();
  const open = () => openEmbeddedStore({ dataDir, clock: { now: clock.now }, log: { error: () => undefined } });
  let store = await open();
  const told: string[] = [];
  const start = () =>
    new MailSending(
      { mails: store.mails, clock: { now: clock.now } },
      smtpSender({ url: mail.url, from: { name: '', address: 'chat@example.com' } }),
      { write: () => Promise.resolve(null), end: () => Promise.resolve() },
      {
        sent: () => told.push('sent'),
        later: (why, tries) => told.push(`later ${why} ${tries}`),
        gaveUp: (why) => told.push(`gave up ${why}`),
        failed: (error) => told.push(String(error)),
      },
    );
  let sending = start();
  const letter = (id: string) => ({
    id,
    to: `${id}@example.com`,
    subject: 'S',
    text: 'T',
    until: clock.now() + 3_600_000,
  });
  const look = async (count: number): Promise<void> => {
    sending.look();
    await until('it has been tried', () => told.length >= count);
  };
  mail.refusal = { responseCode: 451 };
  await store.mails.add(letter('patient'), clock.now());
  await look(1);
  // Restarted between two tries.
  await sending.close();
  await store.close();
  store = await open();
  sending = start();
  await clock.advance(15_001);
  await look(2);
  mail.refusal = null;
  await clock.advance(30_001);
  await look(3);
  mail.refusal = { responseCode: 550 };
  await store.mails.add(letter('refused'), clock.now());
  await look(4);
  await store.mails.add(letter('late'), clock.now());
  await clock.advance(3_600_001);
  await look(5);
  mail.refusal = null;
  expect(told).toEqual([
    'later EENVELOPE 451 1',
    'later EENVELOPE 451 2',
    'sent',
    'gave up EENVELOPE 550',
    'gave up too late',
  ]);
  expect(lettersTo('patient@example.com').map(({ messageId }) => messageId)).toEqual(['<patient@example.com>']);
  await sending.close();
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});
