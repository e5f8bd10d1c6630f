import type { Colony } from '@rookery/testkit/colony';
import { Crowd, quantile } from '../../crowd.ts';
import type { Figure } from '../scenario.ts';

const roomCount = 64;

/** Messages through one node, each on a second machine before its ack: as many as 64 waiting senders bring, then 500 a second. */
export async function measureAppends(colony: Colony, quick: boolean): Promise<Figure[]> {
  const rooms = Array.from({ length: roomCount }, (_, index) => `appends ${index} ${Math.random()}`);
  const crowd = await Crowd.connect(colony.servers[0]?.port ?? 0, roomCount, rooms, 'rookery');
  try {
    const ms = quick ? 3_000 : 10_000;
    const order = { rooms, bytes: 100 };
    await crowd.run({ ...order, rate: 0, ms: 2_000, closed: true });
    const most = await crowd.run({ ...order, rate: 0, ms, closed: true });
    const calm = await crowd.run({ ...order, rate: 500, ms, closed: false });
    if (most.failed + calm.failed > 0) throw new Error(`${most.failed + calm.failed} messages were refused`);
    const perSecond = (most.acked * 1_000) / ms;
    const p99 = quantile(most.ackMs, 0.99);
    const [calm50, calm99] = [quantile(calm.ackMs, 0.5), quantile(calm.ackMs, 0.99)];
    return [
      {
        name: 'messages through one node, WAIT 1',
        value: perSecond,
        unit: '/s',
        bar: '≥ 5,000',
        met: perSecond >= 5_000,
      },
      { name: 'ack p99 at that', value: p99, unit: 'ms', bar: '≤ 80', met: p99 <= 80 },
      { name: 'at 500/s: ack p50', value: calm50, unit: 'ms', bar: '≤ 3', met: calm50 <= 3 },
      { name: 'at 500/s: ack p99', value: calm99, unit: 'ms', bar: '≤ 25', met: calm99 <= 25 },
    ];
  } finally {
    crowd.stop();
  }
}
