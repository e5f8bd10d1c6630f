import { everyoneLeaves, freshName, guest, visitor } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ask, bearer, kept, newAccount, password } from '../account-program.ts';
import { failed } from '../http-program.ts';

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterEach(everyoneLeaves);
afterAll(() => target.stop());

const page = () => ({ origin: target.url });
const post = (path: string, body: unknown, headers: Record<string, string>) =>
  ask(target.url, 'POST', path, body, { ...page(), ...headers });
/** Who it is that the cookie is believed to be; null where it is nobody. */
const holderOf = async (cookie: string): Promise<string | null> => {
  const { answer } = await post('call/profile:set', {}, { cookie });
  return answer.ok ? (answer['user'].id as string) : null;
};

describe('somebody who plants a session of her own in another’s browser', () => {
  test('[SEC-11] is not that person when she signs in there: the session is another one, and the planted one stays what it was', async () => {
    const { username, me } = await newAccount(target.url, 'victim');
    const planted = await post('call/user:join', { username: freshName('planted') }, {});
    const cookie = kept(planted.cookie);
    const signedIn = await post('sessions', { username, password }, { cookie });
    expect(signedIn).toMatchObject({ status: 201, answer: { user: { id: me['id'] } } });
    const own = kept(signedIn.cookie);
    expect(own).not.toBe(cookie);
    expect(await holderOf(own)).toBe(me['id']);
    expect(await holderOf(cookie)).not.toBe(me['id']);
  });

  test('[SEC-11] nor when that guest registers: what the attacker knows of it ends there', async () => {
    const username = freshName('planted');
    const planted = await post('call/user:join', { username }, {});
    const cookie = kept(planted.cookie);
    const made = await post('accounts', { username, password }, { cookie });
    expect(made).toMatchObject({ status: 201, answer: { user: { guest: false } } });
    expect(kept(made.cookie)).not.toBe(cookie);
    expect(await holderOf(cookie)).toBeNull();
    expect(await ask(target.url, 'GET', 'sessions', undefined, { cookie })).toMatchObject(failed('unauthorized'));
  });

  test('[SEC-11] a secret that one has made up oneself begins no session', async () => {
    const made = 'A'.repeat(43);
    expect(await holderOf(`rookery.session=${made}`)).toBeNull();
    const joined = await post('call/user:join', { username: freshName('own') }, { cookie: `rookery.session=${made}` });
    expect(kept(joined.cookie)).not.toContain(made);
    const socket = visitor(target.url, { token: made });
    const refused = await new Promise<{ data?: { code: string } }>((resolve) =>
      socket.socket.on('connect_error', (error) => resolve(error as never)),
    );
    expect(refused.data).toMatchObject({ code: 'unauthorized' });
    expect(await ask(target.url, 'GET', 'sessions', undefined, bearer(made))).toMatchObject(failed('unauthorized'));
  });

  test('[SEC-11] nor does one know another’s token by her own: they have nothing in common', async () => {
    const tokens = (await Promise.all([1, 2, 3].map(() => guest(target.url)))).map(({ token }) => token);
    for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/);
    const shared = [...(tokens[0] ?? '')].filter((letter, index) => tokens.every((token) => token[index] === letter));
    expect(shared.length).toBeLessThan(8);
  });
});
