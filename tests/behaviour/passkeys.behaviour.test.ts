import { everyoneLeaves, guest } from '@rookery/testkit/person';
import { openTarget } from '@rookery/testkit/target';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ask, bearer, kept, newAccount, password } from './account-program.ts';
import { Authenticator } from './authenticator.ts';
import { failed } from './http-program.ts';
import { codeOf } from './totp-program.ts';

let target: Awaited<ReturnType<typeof openTarget>>;
/** By a name: addresses have no passkeys. */
let url: string;
beforeAll(async () => {
  target = await openTarget();
  url = target.url.replace('127.0.0.1', 'localhost');
});
afterEach(everyoneLeaves);
afterAll(() => target.stop());

const as = (token: string) => (method: string, path: string, body?: object) =>
  ask(url, method, path, body, bearer(token));
const optionsToSignIn = async () => (await ask(url, 'POST', 'passkeys/options')).answer['options'];
const signIn = (response: object, headers = {}) => ask(url, 'POST', 'sessions/passkey', { response }, headers);

/** Somebody with an account and a passkey. */
async function newPasskey() {
  const account = await newAccount(url);
  const act = as(account.token);
  const authenticator = new Authenticator(url);
  const { answer } = await act('POST', 'passkeys/options', { current: password });
  const added = await act('POST', 'passkeys', { response: authenticator.attest(answer['options']), name: 'Phone' });
  expect(added).toMatchObject({ status: 201, answer: { passkey: { name: 'Phone', lastUsedAt: null } } });
  return { ...account, act, authenticator, id: added.answer['passkey'].id as string };
}

test('[FAC-5] a passkey signs in without a name and a second factor, is listed, and does so no more once it is removed', async () => {
  const { act, authenticator, me, id } = await newPasskey();
  const { answer: begun } = await act('POST', 'totp', {});
  await act('POST', 'totp/confirm', { code: codeOf(begun['secret'] as string) });
  const asked = await optionsToSignIn();
  expect(asked).toMatchObject({ rpId: 'localhost', userVerification: 'required' });
  expect(asked.allowCredentials ?? []).toEqual([]);
  const signedIn = await signIn(authenticator.assert(asked));
  expect(signedIn).toMatchObject({ status: 201, answer: { ok: true, user: { id: me['id'] } } });
  expect(signedIn.answer['session'].token).toMatch(/^[\w-]{43}$/);
  // A page of the server's own gets the cookie.
  const page = await signIn(authenticator.assert(await optionsToSignIn()), { origin: url });
  expect([page.status, kept(page.cookie) !== '', 'token' in page.answer['session']]).toEqual([201, true, false]);
  const { answer } = await act('GET', 'passkeys');
  expect(answer['passkeys']).toEqual([
    { id, name: 'Phone', createdAt: expect.any(Number) as number, lastUsedAt: expect.any(Number) as number },
  ]);
  // It is not made twice on one authenticator.
  const again = (await act('POST', 'passkeys/options', {})).answer['options'];
  expect(again.excludeCredentials).toHaveLength(1);
  expect(again.pubKeyCredParams.map(({ alg }: { alg: number }) => alg)).toEqual([-8, -7, -257]);
  expect(await as((await newAccount(url)).token)('DELETE', `passkeys/${id}`, {})).toMatchObject(failed('not_found'));
  expect(await act('DELETE', `passkeys/${id}`, { current: password })).toMatchObject({ status: 204 });
  expect(await signIn(authenticator.assert(await optionsToSignIn()))).toMatchObject(failed('unauthorized'));
});

test('[FAC-6] an answer counts once, from the server’s own page, for whom it was asked, and with its user verified', async () => {
  const { act, authenticator } = await newPasskey();
  const other = await newPasskey();
  const asked = await optionsToSignIn();
  const answered = authenticator.assert(asked);
  const shown = await Promise.all([signIn(answered), signIn(answered)]);
  expect(shown.map(({ status }) => status).toSorted((one, two) => one - two)).toEqual([201, 401]);
  expect(await signIn(answered)).toMatchObject(failed('unauthorized'));
  const wrongs = [
    { verified: false },
    { origin: 'https://evil.example' },
    { rpId: 'evil.example' },
    { userHandle: Buffer.from(other.me['id'] as string).toString('base64url') },
    { userHandle: Buffer.from('u_nobody').toString('base64url') },
  ];
  for (const wrong of wrongs) {
    const refused = await signIn(authenticator.assert(await optionsToSignIn(), wrong));
    expect(refused, JSON.stringify(wrong)).toMatchObject(failed('unauthorized'));
  }
  const made = { ...asked, challenge: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' };
  expect(await signIn(authenticator.assert(made))).toMatchObject(failed('unauthorized'));
  // A challenge for one purpose, or one person, is none for another.
  const toAdd = (await act('POST', 'passkeys/options', {})).answer['options'];
  expect(await signIn(authenticator.assert({ ...toAdd, rpId: toAdd.rp.id }))).toMatchObject(failed('unauthorized'));
  const hers = (await act('POST', 'passkeys/options', {})).answer['options'];
  const add = (response: object) => other.act('POST', 'passkeys', { response });
  expect(await add(new Authenticator(url).attest(hers))).toMatchObject(failed('bad_request'));
  for (const wrong of [{ verified: false }, { origin: 'https://evil.example' }, { rpId: 'evil.example' }]) {
    const { answer } = await other.act('POST', 'passkeys/options', {});
    expect(await add(new Authenticator(url).attest(answer['options'], wrong))).toMatchObject(failed('bad_request'));
  }
  for (const response of [null, {}, { ...answered, id: '!' }, { ...answered, response: {} }])
    expect(await ask(url, 'POST', 'sessions/passkey', { response })).toMatchObject(failed('bad_request'));
});

test('[FAC-4, FAC-5] a passkey is made and removed by who shows who she is, and not for an address', async () => {
  const { act, id } = await newPasskey();
  expect(await act('POST', 'passkeys/options', { current: 'not it' })).toMatchObject(failed('forbidden'));
  expect(await act('DELETE', `passkeys/${id}`, { current: 'not it' })).toMatchObject(failed('forbidden'));
  const person = await guest(url);
  const asGuest = await as(person.token)('POST', 'passkeys/options', { for: 'add' });
  expect(asGuest).toMatchObject(failed('forbidden'));
  expect(await ask(url, 'POST', 'passkeys/options', { for: 'add' })).toMatchObject(failed('unauthorized'));
  const byAddress = url.replace('localhost', '127.0.0.1');
  expect(await ask(byAddress, 'POST', 'passkeys/options')).toMatchObject(failed('bad_request'));
});
