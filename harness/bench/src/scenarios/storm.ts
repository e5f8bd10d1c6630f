import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { askProcess } from '../ask-process.ts';
import { Crowd, quantile } from '../crowd.ts';
import { MeasuredProcess, pinned } from '../measured-process.ts';
import type { ReturningOrder, ReturningReport } from '../returning.ts';
import type { Scenario } from './scenario.ts';

const script = join(dirname(dirname(fileURLToPath(import.meta.url))), 'returning.ts');
const rooms = Array.from({ length: 50 }, (_, index) => `room ${index}`);
const stayed = 1_000;
/** Of all rooms together, written by those who stayed. */
const rate = 50;
const processes = 2;

const give = (child: ChildProcess, order: ReturningOrder): Promise<ReturningReport> => askProcess(child, order);

export const storm: Scenario = {
  name: 'storm',
  about:
    'As a survivor sees another node’s death: 10,000 people with sessions connect all at once, resume and `sync`, while 1,000 who are there already talk in the same 50 rooms.',
  run: async (quick) => {
    const count = quick ? 1_000 : 10_000;
    const server = await MeasuredProcess.start('rookery');
    const crowd = await Crowd.connect(server.port, stayed, rooms, 'rookery', { sampleEvery: 2 });
    const crowds = Array.from({ length: processes }, () => {
      // Behind the clients that take the time, with which they share a core.
      const args = ['-n', '15', ...pinned('clients', ['node', script])];
      return spawn('nice', args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    });
    const all = (order: (index: number) => ReturningOrder): Promise<ReturningReport[]> =>
      Promise.all(crowds.map((child, index) => give(child, order(index))));
    const talk = (ms: number): Promise<Awaited<ReturnType<Crowd['run']>>> =>
      crowd.run({ rooms, rate, ms, closed: false, bytes: 100 });
    try {
      for (const [index, child] of crowds.entries()) {
        const names = Array.from({ length: count / processes }, (_, at) => `back.${index}.${at}`);
        await give(child, { kind: 'join', port: server.port, names, rooms });
      }
      await all(() => ({ kind: 'vanish' }));
      // Said while they are away.
      const calm = await talk(quick ? 3_000 : 6_000);
      const talking = talk(quick ? 6_000 : 15_000);
      const returned = await all(() => ({ kind: 'return', port: server.port }));
      const meanwhile = await talking;
      const checked = await all(() => ({ kind: 'check' }));

      const backMs = returned.flatMap((report) => report.backMs);
      const sum = (of: (report: ReturningReport) => number): number =>
        checked.reduce((total, report) => total + of(report), 0);
      const isLevel = rooms.every((room) => {
        const held = checked.flatMap(({ heads }) => heads[room] ?? []);
        return Math.min(...held) === Math.max(...held);
      });
      const isWhole = isLevel && sum(({ holes }) => holes) === 0 && backMs.length === count;
      const p99 = quantile(meanwhile.latencies, 0.99);
      const lost = meanwhile.failed + meanwhile.gaps + calm.failed + calm.gaps;
      return [
        { name: 'those who stayed: p99 before', value: quantile(calm.latencies, 0.99), unit: 'ms' },
        { name: 'those who stayed: p99 in the storm', value: p99, unit: 'ms', bar: '≤ 250', met: p99 <= 250 },
        { name: 'those who stayed: refused or lost', value: lost, unit: '', bar: '0', met: lost === 0 },
        { name: `${count.toLocaleString('en')} back: half of them`, value: quantile(backMs, 0.5) / 1_000, unit: 's' },
        { name: 'back: 99 %', value: quantile(backMs, 0.99) / 1_000, unit: 's' },
        { name: 'back: all', value: Math.max(...backMs) / 1_000, unit: 's' },
        { name: 'told to come later', value: sum(({ refused }) => refused), unit: 'times' },
        {
          name: 'connections that failed otherwise',
          value: sum(({ failedConnections }) => failedConnections),
          unit: '',
        },
        { name: 'messages in answers to sync', value: sum(({ caughtUp }) => caughtUp), unit: '' },
        {
          name: 'timelines with a hole or behind',
          value: isWhole
            ? 0
            : Math.max(
                1,
                sum(({ holes }) => holes),
              ),
          unit: '',
          bar: '0',
          met: isWhole,
        },
      ];
    } finally {
      for (const child of crowds) child.kill('SIGKILL');
      crowd.stop();
      await server.stop();
    }
  },
};
