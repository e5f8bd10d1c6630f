import { readFileSync } from 'node:fs';
import type { Colony } from '@rookery/testkit/colony';
import { Crowd } from '../../crowd.ts';
import type { Figure } from '../scenario.ts';

const rate = 100;
const ticksASecond = 100;

/** A room of 1,000 on one node, then 500 and 500 on two: nothing is shared when a delivery costs the same. */
export async function measureFanOut(colony: Colony, quick: boolean): Promise<Figure[]> {
  const members = quick ? 200 : 1_000;
  const one = await costOf(colony, [members], quick);
  const two = await costOf(colony, [members / 2, members / 2], quick);
  return [
    { name: `CPU a delivery, ${members} members on one node`, value: one, unit: 'µs' },
    { name: `CPU a delivery, on two nodes`, value: two, unit: 'µs' },
    {
      name: 'two nodes against one, by CPU a delivery',
      value: (2 * one) / two,
      unit: '×',
      bar: '≥ 1.7',
      met: (2 * one) / two >= 1.7,
    },
  ];
}

/** µs of all nodes together. */
async function costOf(colony: Colony, members: readonly number[], quick: boolean): Promise<number> {
  const room = `fan-out ${Math.random()}`;
  const crowds: Crowd[] = [];
  try {
    for (const [index, count] of members.entries())
      crowds.push(await Crowd.connect(colony.servers[index]?.port ?? 0, count, [room], 'rookery'));
    const [first, ...rest] = crowds;
    if (!first) throw new Error('nobody is connected');
    const ms = quick ? 3_000 : 10_000;
    const order = { rooms: [room], rate, ms, closed: false, bytes: 100 };
    await first.run({ ...order, ms: 2_000 });
    for (const crowd of rest) await crowd.received();
    const before = cpuSeconds(colony);
    const report = await first.run(order);
    const cpu = cpuSeconds(colony) - before;
    let received = report.received;
    for (const crowd of rest) received += await crowd.received();
    const wanted = report.sent * members.reduce((sum, count) => sum + count, 0);
    if (received !== wanted) throw new Error(`${received} of ${wanted} deliveries came`);
    return (cpu * 1e6) / received;
  } finally {
    for (const crowd of crowds) crowd.stop();
  }
}

function cpuSeconds(colony: Colony): number {
  return colony.servers.reduce((sum, server) => {
    const fields = readFileSync(`/proc/${server.pid()}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return sum + (Number(fields[11]) + Number(fields[12])) / ticksASecond;
  }, 0);
}
