import { setTimeout as pause } from 'node:timers/promises';
import { quantile } from '../crowd.ts';
import { MeasuredProcess } from '../measured-process.ts';
import type { Scenario } from './scenario.ts';

export const boot: Scenario = {
  name: 'boot',
  about: 'The built server to its first answered request; its memory when nobody is there. Median of five.',
  run: async () => {
    const times: number[] = [];
    const memory: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const server = await MeasuredProcess.start('rookery');
      times.push(server.startedInMs);
      await pause(1_500);
      memory.push(server.rssMiB());
      await server.stop();
    }
    const ms = quantile(times, 0.5);
    const rss = quantile(memory, 0.5);
    return [
      { name: 'first answer', value: ms, unit: 'ms', bar: '≤ 2,000', met: ms <= 2_000 },
      { name: 'idle RSS', value: rss, unit: 'MiB', bar: '≤ 190', met: rss <= 190 },
    ];
  },
};
