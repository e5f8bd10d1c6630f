import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { freePort } from '@rookery/testkit/free-port';
import { everyoneLeaves, freshName, visitor } from '@rookery/testkit/person';
import type { Person } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { until } from '@rookery/testkit/until';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { LdapDirectory } from '../../apps/server/src/adapters/ldap/ldap-directory.ts';
import type { LdapOptions } from '../../apps/server/src/adapters/ldap/ldap-directory.ts';
import { ask, bearer, newAccount, password, signIn } from './account-program.ts';
import { failed } from './http-program.ts';
import { adminGroup, base, readerDn, readerPassword, startSlapd } from './slapd.ts';
import type { RealDirectory } from './slapd.ts';

let slapd: RealDirectory;
let target: Target;

beforeAll(async () => {
  slapd = await startSlapd();
  target = await startTarget({
    ROOKERY_LDAP_URL: slapd.url,
    ROOKERY_LDAP_CA: slapd.caFile,
    ROOKERY_LDAP_BASE: base,
    ROOKERY_LDAP_BIND_DN: readerDn,
    ROOKERY_LDAP_BIND_PASSWORD: readerPassword,
    ROOKERY_LDAP_FILTER: '(!(description=away))',
    ROOKERY_LDAP_ADMIN_GROUP: adminGroup,
    ROOKERY_LDAP_SYNC_SECONDS: '1',
  });
});
afterEach(everyoneLeaves);
afterAll(async () => {
  await target?.stop();
  await slapd?.stop();
});

let count = 0;
/** Somebody in the directory, whose password is known. */
async function newPerson(more: Readonly<Record<string, string>> = {}): Promise<string> {
  const uid = `${freshName('p').replaceAll('.', '')}${(count += 1)}`.slice(-20);
  await slapd.add(`p${uid}`, more);
  return `p${uid}`;
}
const wordOf = (uid: string): string => `${uid} password`;
const comeIn = (uid: string, word = wordOf(uid)) => signIn(target.url, uid, word);
const tokenOf = ({ answer }: Awaited<ReturnType<typeof comeIn>>): string => answer['session'].token as string;

describe('the directory itself', () => {
  const made = (more: Partial<LdapOptions> = {}): LdapDirectory =>
    new LdapDirectory({
      url: slapd.url,
      startTls: true,
      caFile: slapd.caFile,
      bindDn: readerDn,
      bindPassword: readerPassword,
      base,
      filter: '(objectClass=person)',
      nameAttribute: 'uid',
      idAttribute: 'entryUUID',
      adminGroup: '',
      failed: () => undefined,
      ...more,
    });

  test('[SSO-10] plain, by StartTLS and by LDAPS; never where its certificate is not known, or the reader is refused', async () => {
    const uid = await newPerson({ displayName: '小红', mail: 'red@example.com' });
    const ways = [made(), made({ startTls: false }), made({ url: slapd.secureUrl })];
    const found = await Promise.all(ways.map((way) => way.recognise(uid, wordOf(uid))));
    expect(new Set(found.map((one) => one?.id)).size).toBe(1);
    expect(found[0]).toMatchObject({
      names: [uid, 'red@example.com', `Common ${uid}`],
      displayName: '小红',
      isAdmin: null,
    });
    expect(found[0]?.id).toMatch(/^[0-9a-f-]{36}$/);
    const silent = createServer(() => undefined);
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    const bad = [
      made({ caFile: '' }),
      made({ url: slapd.secureUrl, caFile: '' }),
      made({ bindPassword: 'wrong' }),
      made({ url: `ldap://127.0.0.1:${await freePort()}` }),
      made({ url: `ldap://127.0.0.1:${(silent.address() as AddressInfo).port}` }),
      made({ base: 'dc=nowhere' }),
    ];
    for (const outcome of await Promise.allSettled(bad.map((way) => way.recognise(uid, wordOf(uid)))))
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
    silent.close();
  });

  test('[SSO-11] no name is a filter, no password is none, and who is disabled or outside is nobody', async () => {
    const uid = await newPerson();
    const directory = made({ filter: '(!(description=away))' });
    for (const name of [
      '*',
      `${uid})(uid=*`,
      `*)(uid=${uid}`,
      `${uid.slice(0, -1)}*`,
      '\\2a',
      `${uid}\u0000`,
      '',
      'nobody',
      ')(',
    ])
      expect(await directory.recognise(name, wordOf(uid)), name).toBeNull();
    for (const word of ['', 'wrong', ` ${wordOf(uid)}`]) expect(await directory.recognise(uid, word)).toBeNull();
    const { id = '' } = (await directory.recognise(uid, wordOf(uid))) ?? {};
    const isThere = async (): Promise<boolean[]> => [
      (await directory.recognise(uid, wordOf(uid))) !== null,
      (await directory.present([id, '00000000-0000-0000-0000-000000000000', '*'])).has(id),
    ];
    expect(await isThere()).toEqual([true, true]);
    await slapd.set(uid, 'pwdAccountLockedTime', '000001010000Z');
    expect(await isThere()).toEqual([false, false]);
    await slapd.set(uid, 'pwdAccountLockedTime', null);
    await slapd.set(uid, 'description', 'away');
    expect(await isThere()).toEqual([false, false]);
  });
});

describe('signing in by the directory', () => {
  test('[SSO-10, SSO-4, SSO-11] a person of the directory comes in as any account, and is found by what never changes there, never by a name', async () => {
    const uid = await newPerson({ displayName: '小红' });
    const first = await comeIn(uid);
    expect(first).toMatchObject({
      status: 201,
      answer: { user: { username: uid, displayName: '小红', guest: false } },
    });
    const { id } = first.answer['user'];
    await slapd.rename(uid, `new${uid}`);
    expect(await comeIn(uid)).toMatchObject(failed('unauthorized'));
    expect(await comeIn(`new${uid}`, wordOf(uid))).toMatchObject({
      status: 201,
      answer: { user: { id, username: uid } },
    });
    // Somebody has an account of that name here: neither is taken for the other.
    const other = await newPerson();
    const local = await newAccount(target.url);
    await slapd.rename(other, local.username);
    const come = await comeIn(local.username, wordOf(other));
    expect(come).toMatchObject({ status: 201, answer: { user: { username: `${local.username}2` } } });
    expect((await comeIn(local.username, password)).answer['user'].id).toBe(local.me['id']);
    // She is nobody by the name that she had. An empty password, and a name that a filter would take for everybody's, never reach the directory.
    for (const [name, word, code] of [
      [other, wordOf(other), 'unauthorized'],
      [local.username, '', 'bad_request'],
      ['*', wordOf(uid), 'bad_request'],
      [`${uid})(uid=*`, wordOf(uid), 'bad_request'],
    ] as const)
      expect(await comeIn(name, word)).toMatchObject(failed(code));
  });

  test('[SSO-12] whoever is disabled or gone there is signed out here, all others stay; groups make admins', async () => {
    const [gone, disabled, stays] = [await newPerson(), await newPerson(), await newPerson()];
    await slapd.setAdmin(stays, true);
    const people: Person[] = [];
    for (const uid of [gone, disabled, stays]) {
      const person = visitor(target.url, { token: tokenOf(await comeIn(uid)) });
      const hello = await person.hears('server:hello');
      expect(hello['user'].role).toBe(uid === stays ? 'admin' : undefined);
      people.push(person);
    }
    await slapd.remove(gone);
    await slapd.set(disabled, 'description', 'away');
    await slapd.setAdmin(stays, false);
    await until('two are signed out', () => people.filter(({ socket }) => !socket.connected).length >= 2, 20_000);
    expect(people.map(({ socket }) => socket.connected)).toEqual([false, false, true]);
    const me = () => people[2]?.ask('profile:set', {});
    await until('she is no admin', async () => (await me())?.['user'].role === undefined, 20_000);
    expect(await comeIn(disabled)).toMatchObject(failed('unauthorized'));
    await slapd.set(disabled, 'description', null);
    expect((await comeIn(disabled)).status).toBe(201);
  });

  test('[SSO-10, SSO-12] while the directory is down that is said, nobody is signed out, and the server’s own accounts come in', async () => {
    const uid = await newPerson();
    const token = tokenOf(await comeIn(uid));
    const local = await newAccount(target.url);
    await slapd.server.kill('SIGKILL');
    const log = (): string => readFileSync(join(dirname(target.dataDir), 'server.log'), 'utf8');
    await until('a sync has failed', () => log().includes('directory.failed'), 20_000);
    expect(await comeIn(uid)).toMatchObject(failed('unavailable'));
    expect(await signIn(target.url, local.username)).toMatchObject({ status: 201 });
    expect(await ask(target.url, 'GET', 'sessions', undefined, bearer(token))).toMatchObject({ status: 200 });
    await slapd.server.start();
    expect((await comeIn(uid)).status).toBe(201);
    for (const secret of [readerPassword, wordOf(uid), uid]) expect(log()).not.toContain(secret);
  });
});
