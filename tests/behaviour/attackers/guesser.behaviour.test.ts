import { freshName } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newAccount, password, signIn } from '../account-program.ts';

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.stop());

/** As from another address: by the header that a proxy on this machine would send. */
const from = (address: string): Record<string, string> => ({ 'x-forwarded-for': address });

describe('somebody who guesses a password', () => {
  test('[SEC-10] is refused after some tries, in her network only: the victim signs in at once, with the right one, from elsewhere', async () => {
    const { username, me } = await newAccount(target.url, 'victim');
    const guess = (index: number) => signIn(target.url, username, `guess ${index}`, from(`203.0.113.${index}`));
    // At once: a name that is guessed is slowed down, too.
    const guesses = await Promise.all(Array.from({ length: 14 }, (_, index) => guess(index + 1)));
    expect(new Set(guesses.map(({ status }) => status))).toEqual(new Set([401, 429]));
    // Also the right one, from there: whoever guesses learns nothing by it.
    expect(await signIn(target.url, username, password, from('203.0.113.200'))).toMatchObject({ status: 429 });
    expect(await signIn(target.url, username, password, from('198.51.100.7'))).toMatchObject({
      status: 201,
      answer: { user: { id: me['id'] } },
    });
    // Others of the attacker's network are not kept out of theirs.
    const other = await newAccount(target.url, 'neighbour');
    expect(await signIn(target.url, other.username, password, from('203.0.113.1'))).toMatchObject({ status: 201 });
  }, 60_000);

  test('[SEC-10] cannot tell by the refusals whether there is such an account', async () => {
    const { username } = await newAccount(target.url, 'known');
    const answers = async (name: string, network: string) => {
      const tries = Array.from({ length: 14 }, (_, index) =>
        signIn(target.url, name, 'a guess', from(`${network}.${index + 1}`)),
      );
      return (await Promise.all(tries))
        .map(({ status, answer }) => `${status} ${answer['error'].message} ${answer['error'].field}`)
        .toSorted();
    };
    const [known, unknown] = [await answers(username, '192.0.2'), await answers(freshName('unknown'), '198.18.0')];
    expect(unknown).toEqual(known);
    expect(known[0]).toMatch(/^401 /);
    expect(known.at(-1)).toMatch(/^429 /);
  }, 60_000);
});
