import { Crowd } from '../crowd.ts';
import { MeasuredProcess } from '../measured-process.ts';
import type { Scenario } from './scenario.ts';

const settleMs = 4_000;

async function measure(which: 'rookery' | 'plain', count: number): Promise<{ kib: number; seconds: number }> {
  const server = await MeasuredProcess.start(which);
  // One client and a pause: what is allocated once is not each connection's.
  const warm = await Crowd.connect(server.port, 50, ['warm'], which);
  await new Promise((resolve) => setTimeout(resolve, settleMs));
  const before = server.rssMiB();
  const startedAt = performance.now();
  const crowd = await Crowd.connect(server.port, count, ['the room'], which);
  const seconds = (performance.now() - startedAt) / 1_000;
  await new Promise((resolve) => setTimeout(resolve, settleMs));
  const kib = ((server.rssMiB() - before) * 1_024) / count;
  crowd.stop();
  warm.stop();
  await server.stop();
  return { kib, seconds };
}

export const connections: Scenario = {
  name: 'connections',
  about: 'Guests who join one room and are idle: memory of the server a connection, and how long all took to join.',
  run: async (quick) => {
    const count = quick ? 1_000 : 10_000;
    const plain = await measure('plain', count);
    const own = await measure('rookery', count);
    return [
      { name: 'connections', value: count, unit: '' },
      { name: 'plain Socket.IO RSS a connection', value: plain.kib, unit: 'KiB' },
      { name: 'Rookery RSS a connection', value: own.kib, unit: 'KiB', bar: '≤ 16', met: own.kib <= 16 },
      { name: 'plain Socket.IO: all connected and in the room', value: plain.seconds, unit: 's' },
      {
        name: 'Rookery: all joined (guest session, room)',
        value: own.seconds,
        unit: 's',
        bar: '≤ 10',
        met: own.seconds <= 10,
      },
    ];
  },
};
