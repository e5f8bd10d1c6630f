import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { freePort } from '@rookery/testkit/free-port';
import { everyoneLeaves, freshName, guest, visitor } from '@rookery/testkit/person';
import type { Answer, Person } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { until } from '@rookery/testkit/until';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ask, bearer, newAccount } from './account-program.ts';
import { BrowserJar } from './browser-jar.ts';
import { failed } from './http-program.ts';
import { clientSecret, startOidcProvider } from './oidc-provider.ts';
import type { RealProvider } from './oidc-provider.ts';

let target: Target;
let provider: RealProvider;
/** Accepts connections and says nothing. */
const silent = createServer(() => undefined);

beforeAll(async () => {
  await once(silent.listen(0, '127.0.0.1'), 'listening');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  provider = await startOidcProvider(url, ['corp', 'mix']);
  const mute = { issuer: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`, none: await freePort() };
  const nobodys = (word: string, issuer: string) => ({
    ...provider.settings(word),
    [`ROOKERY_OIDC_${word}_ISSUER`]: issuer,
  });
  target = await startTarget(
    {
      ROOKERY_PUBLIC_URL: url,
      ...provider.settings('CORP'),
      ROOKERY_OIDC_CORP_NAME: 'Example Inc.',
      ROOKERY_OIDC_CORP_ADMIN_GROUPS: 'chat-admins',
      // The same provider under other rules.
      ...provider.settings('MIX'),
      ROOKERY_OIDC_MIX_DOMAINS: 'example.com',
      ...nobodys('SLOW', mute.issuer),
      ...nobodys('DOWN', `http://127.0.0.1:${mute.none}`),
    },
    port,
  );
});
afterEach(everyoneLeaves);
afterAll(async () => {
  await target?.stop();
  await provider?.close();
  silent.close();
});

const pathOf = (url: string): string => url.slice(target.url.length);
const start = (id = 'corp', next?: string): string =>
  `${target.url}/api/v1/sso/${id}/start${next === undefined ? '' : `?next=${encodeURIComponent(next)}`}`;
const isCallback = (url: string): boolean => url.includes('/callback?');
const isPage = (url: string): boolean => url.startsWith(target.url) && !url.startsWith(`${target.url}/api/`);

/** Somebody whom the provider knows. */
const known = (claims: object = {}): string => {
  const sub = freshName('sub');
  provider.people.set(sub, { preferred_username: sub, name: 'Some Body', ...claims });
  return sub;
};

/** Signs in as that person, in a browser of her own; answers where it ended. */
async function signOn(
  sub: string,
  jar = new BrowserJar(),
  next?: string,
): Promise<{ readonly at: string; readonly jar: BrowserJar }> {
  provider.next = sub;
  return { at: pathOf(await jar.follow(start('corp', next), isPage)), jar };
}

/** Who the browser is. */
async function me(jar: BrowserJar): Promise<Answer> {
  const { answer } = await ask(
    target.url,
    'POST',
    'call/profile:set',
    {},
    { cookie: jar.cookies(target.url), origin: target.url },
  );
  return answer['user'] as Answer;
}

const socketOf = async (jar: BrowserJar): Promise<Person> => {
  const person = visitor(target.url, {}, { extraHeaders: { cookie: jar.cookies(target.url), origin: target.url } });
  await person.hears('server:hello', ({ user }) => user !== null);
  return person;
};

describe('signing in by a provider', () => {
  test('[SSO-1, SSO-4] whoever the provider knows gets an account under a free name, and is the same user next time', async () => {
    const listed = await ask(target.url, 'GET', 'sso');
    expect(listed).toMatchObject({
      status: 200,
      answer: { providers: expect.arrayContaining([{ id: 'corp', name: 'Example Inc.' }]) },
    });
    const taken = await newAccount(target.url);
    const sub = known({ preferred_username: taken.username, name: '小明' });
    const first = await signOn(sub, undefined, '/r/general?x=1');
    expect(first.at).toBe('/r/general?x=1');
    const user = await me(first.jar);
    // Her name is another's here: she is not taken for her.
    expect(user).toMatchObject({ username: `${taken.username}2`, displayName: '小明', guest: false });
    expect(user['id']).not.toBe(taken.me['id']);
    expect((await socketOf(first.jar)).all('server:hello')[0]).toMatchObject({ user: { id: user['id'] } });
    // Another browser, and another name there: the same person.
    provider.people.set(sub, { preferred_username: 'changed', name: 'Changed' });
    expect(await me((await signOn(sub)).jar)).toMatchObject({
      id: user['id'],
      username: user['username'],
      displayName: '小明',
    });
    expect(await ask(target.url, 'GET', 'sso/nobody/start')).toMatchObject(failed('not_found'));
  });

  test('[SSO-2] a guest who signs in becomes the account and keeps what is hers; two browsers at once make one', async () => {
    const person = await guest(target.url);
    const jar = new BrowserJar();
    const hidden = await fetch(`${target.url}/api/v1/sessions/cookie`, {
      method: 'POST',
      headers: { ...bearer(person.token), origin: target.url },
    });
    const cookie = (hidden.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    provider.next = known();
    const callback = await jar.follow(start(), isCallback);
    const back = await fetch(callback, {
      redirect: 'manual',
      headers: { cookie: `${jar.cookies(target.url)}; ${cookie}` },
    });
    expect(back.headers.get('location')).toBe('/');
    const kept = (back.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const listed = await ask(target.url, 'POST', 'call/profile:set', {}, { cookie: kept, origin: target.url });
    expect(listed.answer['user']).toMatchObject({ id: person.me['id'], username: person.me['username'], guest: false });
    // Both are back from the provider before either is let in.
    const sub = (provider.next = known());
    const jars = [new BrowserJar(), new BrowserJar()];
    const callbacks = await Promise.all(jars.map((one) => one.follow(start(), isCallback)));
    await Promise.all(jars.map((one, index) => one.go(callbacks[index] ?? '')));
    const again = await me((await signOn(sub)).jar);
    for (const user of await Promise.all(jars.map(me))) expect([undefined, again['id']]).toContain(user?.['id']);
    expect(again).toMatchObject({ username: sub, guest: false });
  });

  test('[SSO-3] a state counts once, in its browser, at its provider, and with what that provider has signed', async () => {
    const jar = new BrowserJar();
    provider.next = known();
    const back = (): Promise<string> => jar.follow(start(), isCallback);
    const ends = async (url: string, browser = jar): Promise<string> => {
      const { to, headers } = await browser.go(url);
      expect(headers['set-cookie']).toBeUndefined();
      return pathOf(to ?? '');
    };
    // Somebody is led to the end of another's sign-in; then it is used up for her too.
    const stolen = await back();
    expect(await ends(stolen, new BrowserJar())).toBe('/#sign-on=expired');
    const other = new BrowserJar();
    await other.go(start());
    const planted = await back();
    expect(await ends(planted, other)).toBe('/#sign-on=expired');
    expect(await ends(planted)).toBe('/#sign-on=expired');
    // Mixed up with another provider, by the address and by what it says of itself.
    expect(await ends((await back()).replace('/sso/corp/', '/sso/mix/'))).toBe('/#sign-on=expired');
    const wrongIssuer = new URL(await back());
    wrongIssuer.searchParams.set('iss', 'https://evil.example');
    expect(await ends(wrongIssuer.href)).toBe('/#sign-on=failed');
    const noIssuer = new URL(await back());
    noIssuer.searchParams.delete('iss');
    expect(await ends(noIssuer.href)).toBe('/#sign-on=failed');
    // Another sign-in's code does not fit what this one was begun with (PKCE).
    const [one, two] = [new URL(await back()), new URL(await back())];
    const code = one.searchParams.get('code') ?? '';
    two.searchParams.set('code', code);
    expect(await ends(two.href)).toBe('/#sign-on=failed');
    for (const query of ['', '?state=x', '?state=%00&code=%ff', `?state=${'x'.repeat(5_000)}`])
      expect(await ends(`${target.url}/api/v1/sso/corp/callback${query}`)).toBe('/#sign-on=expired');
    // It still works, once.
    const good = await back();
    const { to, headers } = await jar.go(good);
    expect([pathOf(to ?? ''), headers['set-cookie']?.length]).toEqual(['/', 1]);
    expect(await ends(good)).toBe('/#sign-on=expired');
  });

  test('[SSO-5] nobody is led to another origin, and no page can begin or end it but by going there', async () => {
    const evil = await signOn(known(), undefined, '//evil.example/x');
    expect(evil.at).toBe('/');
    for (const headers of [
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
    ])
      for (const path of ['corp/start', 'corp/callback?state=x&code=y']) {
        const { status } = await new BrowserJar().go(`${target.url}/api/v1/sso/${path}`, headers);
        expect(status, JSON.stringify([path, headers])).toBe(403);
      }
  });

  test('[SSO-6] groups at the provider make and unmake admins; who says no, and whom nobody confirms, stays outside', async () => {
    const sub = known({ groups: ['staff', 'chat-admins'] });
    const { jar } = await signOn(sub);
    expect(await me(jar)).toMatchObject({ role: 'admin' });
    provider.people.set(sub, { groups: ['staff'] });
    await signOn(sub, jar);
    expect((await me(jar))['role']).toBeUndefined();
    provider.next = null;
    expect(pathOf(await new BrowserJar().follow(start(), isPage))).toBe('/#sign-on=cancelled');
    for (const [claims, end] of [
      [{ email: 'ann@example.com', email_verified: true }, '/'],
      [{ email: 'ann@EXAMPLE.com', email_verified: true }, '/'],
      [{ email: 'ann@example.com', email_verified: false }, '/#sign-on=not-allowed'],
      [{ email: 'ann@example.com' }, '/#sign-on=not-allowed'],
      [{ email: 'ann@example.com.evil.example', email_verified: true }, '/#sign-on=not-allowed'],
      [{ email_verified: true }, '/#sign-on=not-allowed'],
    ] as const) {
      provider.next = known(claims);
      expect(pathOf(await new BrowserJar().follow(start('mix'), isPage)), JSON.stringify(claims)).toBe(end);
    }
  });

  test('[SSO-7] what the provider ends ends here at once; what it has not said, or has said before, ends nothing', async () => {
    const sub = known();
    const { jar } = await signOn(sub);
    const other = await signOn(known());
    const [person, bystander] = [await socketOf(jar), await socketOf(other.jar)];
    expect(await provider.farewell(sub)).toBe(200);
    await until('the socket is closed', () => !person.socket.connected);
    expect((await ask(target.url, 'GET', 'sessions', undefined, { cookie: jar.cookies(target.url) })).status).toBe(401);
    // She comes back; the same farewell does not send her away again.
    await signOn(sub, jar);
    const again = await socketOf(jar);
    const { token } = provider.lastFarewell;
    const say = (body: string) =>
      fetch(`${target.url}/api/v1/sso/corp/logout`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
    const [head = '', body = '', signature = ''] = token.split('.');
    const unsigned = `${Buffer.from('{"alg":"none","typ":"logout+jwt"}').toString('base64url')}.${body}.`;
    for (const bad of [token, unsigned, `${head}.${body}.${signature.slice(0, -4)}AAAA`, 'x', ''])
      expect((await say(new URLSearchParams({ logout_token: bad }).toString())).status, bad.slice(0, 20)).toBe(400);
    expect((await say('{')).status).toBe(400);
    expect(await again.ask('inbox:list', {})).toMatchObject({ ok: true });
    expect(await bystander.ask('inbox:list', {})).toMatchObject({ ok: true });
  });

  test('[SSO-8] a provider that is down or slow is said on the page, in time, and all others go on', async () => {
    const slow = new BrowserJar().follow(start('slow'), isPage);
    expect(pathOf(await new BrowserJar().follow(start('down'), isPage))).toBe('/#sign-on=unavailable');
    expect((await signOn(known())).at).toBe('/');
    expect(pathOf(await slow)).toBe('/#sign-on=unavailable');
    const log = readFileSync(join(dirname(target.dataDir), 'server.log'), 'utf8');
    expect(log).toContain('signOn.failed');
    for (const secret of [clientSecret, encodeURIComponent(clientSecret), 'code=', 'eyJ'])
      expect(log).not.toContain(secret);
  });
});
