import { createClient } from '@rookery/client';
import { everyoneLeaves, guest } from '@rookery/testkit/person';
import { openTarget } from '@rookery/testkit/target';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ask, bearer, kept, newAccount, password, signIn } from './account-program.ts';
import { failed } from './http-program.ts';
import { codeOf } from './totp-program.ts';

let target: Awaited<ReturnType<typeof openTarget>>;
beforeAll(async () => {
  target = await openTarget();
});
afterEach(everyoneLeaves);
afterAll(() => target.stop());

const as = (token: string) => (method: string, path: string, body?: object) =>
  ask(target.url, method, path, body, bearer(token));

const again = (username: string, shown: object, word = password) =>
  ask(target.url, 'POST', 'sessions', { username, password: word, ...shown });

/** Somebody whose account has a second factor. */
async function newFactor() {
  const { username, token } = await newAccount(target.url);
  const act = as(token);
  const begun = await act('POST', 'totp', { current: password });
  const secret = begun.answer['secret'] as string;
  const confirmed = await act('POST', 'totp/confirm', { code: codeOf(secret) });
  expect(confirmed.status).toBe(200);
  return { username, token, act, secret, recovery: confirmed.answer['recovery'] as string[] };
}

const needs = { status: 401, answer: { ok: false, error: { code: 'unauthorized', needs: ['totp'] } } };

test('[FAC-1] a second factor is asked for once it was confirmed, each of its codes is good once, and not any more when it was ended', async () => {
  const { username, token } = await newAccount(target.url);
  const act = as(token);
  expect((await act('GET', 'totp')).answer).toEqual({ ok: true, enabled: false, recoveryLeft: 0 });
  const begun = await act('POST', 'totp', { current: password });
  const secret = begun.answer['secret'] as string;
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(begun.answer['uri']).toBe(`otpauth://totp/Rookery%3A${username}?secret=${secret}&issuer=Rookery`);
  expect(await signIn(target.url, username)).toMatchObject({ status: 201 });
  const wrong = codeOf(secret, 9);
  expect(await act('POST', 'totp/confirm', { code: wrong })).toMatchObject(failed('bad_request'));
  const code = codeOf(secret);
  expect(await act('POST', 'totp/confirm', { code })).toMatchObject({ status: 200 });
  expect(await act('POST', 'totp/confirm', { code: codeOf(secret, 1) })).toMatchObject(failed('conflict'));
  expect((await act('GET', 'totp')).answer).toEqual({ ok: true, enabled: true, recoveryLeft: 10 });

  expect(await signIn(target.url, username)).toMatchObject(needs);
  // Whoever does not know the password does not learn that there is one.
  const unknown = await again(username, {}, 'not the password');
  expect(unknown.answer['error']).toEqual({ code: 'unauthorized', message: expect.any(String) as string });
  expect(await again(username, { totp: code })).toMatchObject({ status: 401, answer: { error: { field: 'totp' } } });
  const next = codeOf(secret, 1);
  const shown = await Promise.all(
    [1, 2, 3].map(() => again(username, { totp: `${next.slice(0, 3)} ${next.slice(3)}` })),
  );
  expect(shown.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([201, 401, 401]);
  for (const totp of ['12345', 'abcdef', '', 123_456, null])
    expect(await again(username, { totp }), String(totp)).toMatchObject(failed('bad_request'));

  expect(await act('DELETE', 'totp', { current: password })).toMatchObject({ status: 204 });
  expect(await signIn(target.url, username)).toMatchObject({ status: 201 });
});

test('[FAC-2] wrong codes of one account are counted, whoever lacks the password counts none, and a recovery code is taken all the same', async () => {
  const { username, secret, recovery } = await newFactor();
  for (let count = 0; count < 3; count += 1)
    expect(await again(username, { totp: codeOf(secret, 9) }, 'not it')).toMatchObject({ status: 401 });
  for (let count = 0; count < 10; count += 1)
    expect(await again(username, { totp: codeOf(secret, 9) })).toMatchObject({ status: 401 });
  const refused = await again(username, { totp: codeOf(secret, 1) });
  expect(refused).toMatchObject({ status: 429, answer: { error: { code: 'rate_limited', field: 'totp' } } });
  expect(refused.answer['error'].retryAfterMs).toBeGreaterThan(60_000);
  expect(await again(username, { recovery: recovery[0] })).toMatchObject({ status: 201 });
});

test('[FAC-3] ten recovery codes are good once each, however they are typed, until there are others', async () => {
  const { username, act, recovery } = await newFactor();
  expect(new Set(recovery).size).toBe(10);
  for (const one of recovery) expect(one).toMatch(/^([a-z2-7]{4}-){3}[a-z2-7]{4}$/);
  const [first = '', second = '', third = ''] = recovery;
  const typed = ` ${first.replaceAll('-', ' ').toUpperCase()} `;
  const uses = await Promise.all([1, 2].map(() => again(username, { recovery: typed })));
  expect(uses.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([201, 401]);
  expect(await again(username, { recovery: second })).toMatchObject({ status: 201 });
  expect((await act('GET', 'totp')).answer).toMatchObject({ recoveryLeft: 8 });
  const renewed = await act('POST', 'recovery', { current: password });
  const others = renewed.answer['recovery'] as string[];
  expect(others.filter((one) => recovery.includes(one))).toEqual([]);
  expect(await again(username, { recovery: third })).toMatchObject({
    status: 401,
    answer: { error: { field: 'recovery' } },
  });
  expect(await again(username, { recovery: others[9] })).toMatchObject({ status: 201 });
  const plain = await newAccount(target.url);
  expect(await as(plain.token)('POST', 'recovery', {})).toMatchObject(failed('conflict'));
});

test('[FAC-4] what would shut the owner out wants the password, or a session that has just begun', async () => {
  const { token } = await newAccount(target.url);
  const act = as(token);
  // She has registered a moment ago.
  expect(await act('POST', 'totp')).toMatchObject({ status: 200 });
  const paths = [
    ['POST', 'totp'],
    ['DELETE', 'totp'],
    ['POST', 'recovery'],
  ] as const;
  for (const [method, path] of paths) {
    expect(await act(method, path, { current: 'not it' }), path).toMatchObject({
      status: 403,
      answer: { error: { code: 'forbidden', field: 'current' } },
    });
    expect(await ask(target.url, method, path, { current: password })).toMatchObject(failed('unauthorized'));
    const person = await guest(target.url);
    expect(await as(person.token)(method, path, { current: password })).toMatchObject(failed('forbidden'));
  }
});

test('[ACC-12, FAC-1] the SDK sets it up, is told what signing in needs, and shows it', async () => {
  const { username, secret } = await newFactor();
  const client = createClient({ url: target.url });
  try {
    await expect(client.account.signIn(username, password)).rejects.toMatchObject({
      code: 'unauthorized',
      needs: ['totp'],
    });
    expect(await client.account.signIn(username, password, { totp: codeOf(secret, 1) })).toMatchObject({ username });
    expect(await client.account.secondFactor()).toEqual({ enabled: true, recoveryLeft: 10 });
    expect(await client.account.renewRecovery(password)).toHaveLength(10);
    const { secret: another } = await client.account.beginSecondFactor(password);
    await expect(client.account.confirmSecondFactor('000000')).rejects.toMatchObject({ field: 'code' });
    expect(await client.account.confirmSecondFactor(codeOf(another))).toHaveLength(10);
    await client.account.endSecondFactor(password);
    expect(await client.account.secondFactor()).toEqual({ enabled: false, recoveryLeft: 0 });
  } finally {
    client.close();
  }
});

test('[ACC-9, FAC-1] a page gets its cookie with the code only', async () => {
  const { username, secret } = await newFactor();
  const { origin } = new URL(target.url);
  const asked = (shown: object) => ask(target.url, 'POST', 'sessions', { username, password, ...shown }, { origin });
  expect(await asked({})).toMatchObject({ ...needs, cookie: null });
  const { status, cookie, answer } = await asked({ totp: codeOf(secret, 1) });
  expect([status, kept(cookie) !== '', 'token' in answer['session']]).toEqual([201, true, false]);
});
