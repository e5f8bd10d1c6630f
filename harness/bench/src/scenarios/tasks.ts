import { append, newRoom, newUser } from '@rookery/server/contract-fixtures';
import { TaskRunner } from '@rookery/server/task-runner';
import { quantile } from '../crowd.ts';
import { onBothStores } from '../on-both-stores.ts';
import type { Store } from '../on-both-stores.ts';
import type { Figure, Scenario } from './scenario.ts';

const roomCount = 64;

/**
 * Appends in rooms that nobody is interested in, and in rooms whose consumer runs in the same process, by turns, so that whatever else the
 * machine does meets both. A turn's two rates make one ratio; the median of these counts.
 */
async function measure(name: string, store: Store, quick: boolean): Promise<Figure[]> {
  const author = await newUser(store);
  const rooms = () => Promise.all(Array.from({ length: roomCount }, () => newRoom(store, author)));
  const [plain, interesting] = [await rooms(), await rooms()];
  for (const { id } of interesting) await store.tasks.setInterest(id, 'trace', 'head');
  let told = 0;
  const runner = new TaskRunner({
    tasks: store.tasks,
    log: store.log,
    consumers: [{ name: 'trace', take: async ({ messages }) => void (told += messages.length) }],
  });
  const rate = async (among: typeof plain, ms: number): Promise<number> => {
    const until = performance.now() + ms;
    let count = 0;
    await Promise.all(
      among.map(async ({ id }) => {
        while (performance.now() < until) {
          await append(store, id, author, { content: 'x'.repeat(120) });
          count += 1;
        }
      }),
    );
    return (count * 1_000) / ms;
  };
  try {
    const ms = quick ? 1_000 : 2_500;
    for (const among of [plain, interesting]) await rate(among, 1_500);
    told = 0;
    const turns: { readonly without: number; readonly with: number }[] = [];
    for (let turn = 0; turn < (quick ? 3 : 9); turn += 1) {
      // The first of a turn is now the one and now the other.
      const first = turn % 2 === 0 ? plain : interesting;
      const one = await rate(first, ms);
      const other = await rate(first === plain ? interesting : plain, ms);
      turns.push(first === plain ? { without: one, with: other } : { without: other, with: one });
    }
    const cost =
      100 *
      (1 -
        quantile(
          turns.map((turn) => turn.with / turn.without),
          0.5,
        ));
    const withOne = quantile(
      turns.map((turn) => turn.with),
      0.5,
    );
    return [
      {
        name: `${name}: appends, nobody interested`,
        value: quantile(
          turns.map(({ without }) => without),
          0.5,
        ),
        unit: '/s',
      },
      { name: `${name}: appends, with a consumer`, value: withOne, unit: '/s' },
      { name: `${name}: cost of a consumer`, value: cost, unit: '%', bar: '≤ 10', met: cost <= 10 },
      { name: `${name}: told to the consumer meanwhile`, value: told, unit: 'messages' },
    ];
  } finally {
    await runner.drain();
  }
}

export const tasks: Scenario = {
  name: 'tasks',
  about:
    'At the stores’ port: durable appends of 64 writers in 64 rooms that no consumer is interested in, and in 64 whose consumer is told every message in the same process.',
  run: (quick) => onBothStores(quick, measure),
};
