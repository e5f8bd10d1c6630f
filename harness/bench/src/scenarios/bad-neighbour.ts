import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Crowd, quantile } from '../crowd.ts';
import { MeasuredProcess, pinned } from '../measured-process.ts';
import type { Figure, Scenario } from './scenario.ts';

const script = join(dirname(dirname(fileURLToPath(import.meta.url))), 'peers', 'bad-neighbour.ts');
const deeds = [
  { kind: 'garbage', name: 'one sends garbage' },
  { kind: 'huge', name: 'one sends frames of 5 MB' },
  { kind: 'flood', name: 'one sends 10,000 events/s' },
] as const;
const rooms = Array.from({ length: 50 }, (_, index) => `room ${index}`);

/** Limits as they are by default. The clients share the other core with the bad one: part of what is seen is theirs. */
export const badNeighbour: Scenario = {
  name: 'bad-neighbour',
  about:
    '1,000 people in 50 rooms say 200 messages a second; one client does its worst. p99 from sending to receipt of the others.',
  run: async (quick) => {
    const server = await MeasuredProcess.start('rookery', { ROOKERY_RATE_LIMITS: 'on' });
    const crowd = await Crowd.connect(server.port, 1_000, rooms, 'rookery', { sampleEvery: 5 });
    const ms = quick ? 3_000 : 8_000;
    const p99 = async (): Promise<number> => {
      const report = await crowd.run({ rooms, rate: 200, ms, closed: false, bytes: 100 });
      if (report.failed + report.gaps > 0 || report.received !== report.acked * 20)
        throw new Error(
          `the others were disturbed: ${report.failed} refused, ${report.gaps} gaps, ${report.received} deliveries of ${report.acked * 20}`,
        );
      return quantile(report.latencies, 0.99);
    };
    try {
      await p99();
      const calm = await p99();
      const figures: Figure[] = [{ name: 'p99 with good neighbours', value: calm, unit: 'ms' }];
      for (const { kind, name } of deeds) {
        const [command = 'node', ...args] = pinned('clients', ['node', script, kind, String(server.port)]);
        const bad = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
        try {
          await pause(500);
          const disturbed = await p99();
          figures.push(
            { name: `p99 while ${name}`, value: disturbed, unit: 'ms' },
            { name: `of that`, value: disturbed / calm, unit: '× the calm' },
          );
        } finally {
          bad.kill('SIGKILL');
        }
      }
      return figures;
    } finally {
      crowd.stop();
      await server.stop();
    }
  },
};
