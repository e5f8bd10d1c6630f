import { newAccount } from '@rookery/server/account-fixtures';
import { SeededRandom } from '@rookery/testkit';
import { until } from '@rookery/testkit/until';
import { quantile } from '../crowd.ts';
import { onBothStores } from '../on-both-stores.ts';
import type { Store } from '../on-both-stores.ts';
import type { Figure, Scenario } from './scenario.ts';

const peopleCount = 50_000;
const atOnce = 500;
const looks = 1_000;
/** Of one word that very many are called by. */
const familyName = '王';
const families = [familyName, '李', '张', '陈', 'Chen', 'Silva', 'Okafor', 'Müller', 'Novák', 'Rossi'];
const letters = 'abcdefghijklmnopqrstuvwxyz';
const characters = '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国庆重行长';

/** How long it takes to find people by the first letters of their names, among all who have an account. */
async function measure(name: string, store: Store, quick: boolean): Promise<Figure[]> {
  const random = new SeededRandom(1);
  const some = (from: string, count: number): string =>
    Array.from({ length: count }, () => random.pick([...from])).join('');
  const count = quick ? 2_000 : peopleCount;
  const given: string[] = [];
  const add = async (): Promise<void> => {
    const { user } = await newAccount(store);
    const family = random.pick(families);
    const own = family.length === 1 ? some(characters, 2) : some(letters, 6);
    const displayName = family.length === 1 ? `${family}${own}` : `${own} ${family}`;
    const set = await store.people.setProfile(user.id, user.rev, { displayName });
    if (set.status !== 'set') throw new Error(`no name: ${set.status}`);
    given.push(own);
  };
  const begunAt = performance.now();
  while (given.length < count) {
    await Promise.all(Array.from({ length: atOnce }, add));
    // On Redis they are indexed after they are stored, and no more than some thousands wait for that.
    const newest = given.at(-1) ?? '';
    await until('the last of them is found', async () =>
      (await store.people.named(newest)).some(({ displayName }) => displayName.includes(newest)),
    );
  }
  const madeS = (performance.now() - begunAt) / 1_000;
  const timed = async (query: () => string): Promise<number[]> => {
    const took: number[] = [];
    for (let look = 0; look < looks; look += 1) {
      const asked = query();
      const from = performance.now();
      await store.people.named(asked);
      took.push(performance.now() - from);
    }
    return took;
  };
  const figures = (what: string, took: readonly number[]): Figure[] =>
    [0.5, 0.99].map((q) => ({
      ...{ name: `${name}: ${what}, p${q * 100}`, value: quantile(took, q), unit: 'ms' },
    }));
  return [
    { name: `${name}: people with accounts`, value: given.length, unit: '' },
    { name: `${name}: made and named`, value: count / madeS, unit: 'people/s' },
    ...figures('found by three letters', await timed(() => some(letters, 3))),
    ...figures('found by what one is called', await timed(() => random.pick(given))),
    ...figures('found by what a tenth are called', await timed(() => familyName)),
  ];
}

export const people: Scenario = {
  name: 'people',
  about: `Finding people among all who have an account, where the server allows that: the look at the port of each store, ${peopleCount.toLocaleString('en')} of them (quick: 2,000), one look at a time.`,
  isLong: true,
  run: (quick) => onBothStores(quick, measure),
};
