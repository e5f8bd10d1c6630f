import type { Colony } from '@rookery/testkit/colony';
import { Crowd } from '../../crowd.ts';
import type { Figure } from '../scenario.ts';
import { Visitor } from './visitor.ts';

/** An empty room fills up through NGINX on two nodes: how long, and what all that news costs the clients. Then as many again elsewhere. */
export async function measureCrowdedRoom(colony: Colony, quick: boolean): Promise<Figure[]> {
  const count = quick ? 1_000 : 10_000;
  const startedAt = performance.now();
  const port = Number(new URL(colony.url).port);
  const crowds: Crowd[] = [];
  const crowd = await Crowd.connect(port, count, [`hall ${Math.random()}`], 'rookery');
  crowds.push(crowd);
  try {
    const seconds = (performance.now() - startedAt) / 1_000;
    const megabytes = (await crowd.receivedBytes()) / 1e6;
    const rooms = Array.from({ length: 100 }, (_, index) => `side ${index} ${Math.random()}`);
    crowds.push(await Crowd.connect(port, count, rooms, 'rookery'));
    let open = 0;
    for (const each of crowds) open += await each.connected();
    for (const each of crowds.splice(0)) each.stop();
    const leftAt = performance.now();
    (await Visitor.arrive(colony.url)).leave();
    const newcomerS = (performance.now() - leftAt) / 1_000;
    return [
      {
        name: `${count.toLocaleString('en')} guests join one room`,
        value: seconds,
        unit: 's',
        bar: '≤ 30',
        met: seconds <= 30,
      },
      { name: 'traffic to all clients meanwhile', value: megabytes, unit: 'MB', bar: '≤ 50', met: megabytes <= 50 },
      { name: 'sockets open through one NGINX', value: open, unit: '', bar: `≥ ${2 * count}`, met: open >= 2 * count },
      { name: 'all of them leave at once: a newcomer is in after', value: newcomerS, unit: 's' },
    ];
  } finally {
    for (const each of crowds) each.stop();
  }
}
