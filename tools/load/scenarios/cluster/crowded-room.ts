import type { Colony } from '../../../cluster/start-cluster.ts';
import { Crowd } from '../../crowd.ts';
import type { Figure } from '../scenario.ts';

/** An empty room fills up through NGINX on two nodes: how long, and what all that news costs the clients. */
export async function measureCrowdedRoom(colony: Colony, quick: boolean): Promise<Figure[]> {
  const count = quick ? 1_000 : 10_000;
  const startedAt = performance.now();
  const crowd = await Crowd.connect(Number(new URL(colony.url).port), count, [`hall ${Math.random()}`], 'rookery');
  try {
    const seconds = (performance.now() - startedAt) / 1_000;
    const megabytes = (await crowd.receivedBytes()) / 1e6;
    return [
      {
        name: `${count.toLocaleString('en')} guests join one room`,
        value: seconds,
        unit: 's',
        bar: '≤ 30',
        met: seconds <= 30,
      },
      { name: 'traffic to all clients meanwhile', value: megabytes, unit: 'MB', bar: '≤ 50', met: megabytes <= 50 },
    ];
  } finally {
    crowd.stop();
  }
}
