import { Crowd, quantile } from '../crowd.ts';
import { MeasuredProcess } from '../measured-process.ts';
import type { Scenario } from './scenario.ts';

export const durableAppends: Scenario = {
  name: 'durable-appends',
  about: 'Through sockets: 64 senders in 64 rooms, each waiting for its ack; every message on disk (FULL) before it.',
  run: async (quick) => {
    const server = await MeasuredProcess.start('rookery');
    const rooms = Array.from({ length: 64 }, (_, index) => `room ${index}`);
    const crowd = await Crowd.connect(server.port, 64, rooms, 'rookery');
    try {
      await crowd.run({ rooms, rate: 0, ms: 2_000, closed: true, bytes: 120 });
      const rates: number[] = [];
      const p99: number[] = [];
      const p50: number[] = [];
      for (let round = 0; round < (quick ? 1 : 3); round += 1) {
        const ms = quick ? 2_000 : 6_000;
        const report = await crowd.run({ rooms, rate: 0, ms, closed: true, bytes: 120 });
        rates.push((report.acked * 1_000) / ms);
        p99.push(quantile(report.ackMs, 0.99));
        p50.push(quantile(report.ackMs, 0.5));
      }
      const rate = quantile(rates, 0.5);
      const late = quantile(p99, 0.5);
      return [
        { name: 'messages, durable', value: rate, unit: '/s', bar: '≥ 4,000', met: rate >= 4_000 },
        { name: 'ack p50', value: quantile(p50, 0.5), unit: 'ms' },
        { name: 'ack p99', value: late, unit: 'ms', bar: '≤ 60', met: late <= 60 },
      ];
    } finally {
      crowd.stop();
      await server.stop();
    }
  },
};
