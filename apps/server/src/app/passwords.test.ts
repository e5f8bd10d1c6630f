import { afterEach, expect, test } from 'vitest';
import { Passwords } from './passwords.ts';

const made: Passwords[] = [];
afterEach(() => Promise.all(made.splice(0).map((passwords) => passwords.close())));
function open(mostWaiting?: number): Passwords {
  const passwords = new Passwords(mostWaiting);
  made.push(passwords);
  return passwords;
}

test('[ACC-2] what is kept is Argon2id with its costs and a salt of its own, and fits one password', async () => {
  const passwords = open();
  const [one, other] = await Promise.all([passwords.hash('correct horse'), passwords.hash('correct horse')]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(other).not.toBe(one);
  expect(await passwords.fits(one, 'correct horse')).toBe(true);
  expect(await passwords.fits(one, 'correct horsf')).toBe(false);
});

test('[ACC-3] where there is no hash it is compared all the same, and fits nothing', async () => {
  const passwords = open();
  const kept = await passwords.hash('x');
  const cpuOf = async (hash: string | null): Promise<number> => {
    const before = process.cpuUsage();
    for (let round = 0; round < 5; round += 1) expect(await passwords.fits(hash, 'guess')).toBe(false);
    const { user } = process.cpuUsage(before);
    return user;
  };
  const [known, unknown] = [await cpuOf(kept), await cpuOf(null)];
  // The work of five hashes is some 50 ms: far from none, whatever else this process does meanwhile.
  expect(unknown).toBeGreaterThan(known / 4);
});

test('[ACC-3] two are made at once and so many wait; more are told to come back, and nobody is forgotten', async () => {
  const passwords = open(5);
  const outcomes = await Promise.allSettled(Array.from({ length: 15 }, () => passwords.fits(null, 'guess')));
  const refused = outcomes.filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(8);
  for (const outcome of refused)
    expect((outcome as PromiseRejectedResult).reason).toMatchObject({
      code: 'unavailable',
      retryAfterMs: expect.any(Number) as number,
    });
  expect(await passwords.fits(null, 'guess')).toBe(false);
});
