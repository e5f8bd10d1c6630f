import { Crowd } from '../crowd.ts';
import { MeasuredProcess } from '../measured-process.ts';
import type { Scenario } from './scenario.ts';

export const generatorCeiling: Scenario = {
  name: 'generator-ceiling',
  about:
    'What the light clients themselves can take on their core: a source sends them prepared frames of Rookery’s shape. No server can be seen to deliver more.',
  run: async (quick, { plot }) => {
    const figures = [];
    for (const members of [1_000, 5_000, 10_000]) {
      const source = await MeasuredProcess.start('frames');
      const crowd = await Crowd.connect(source.port, members, ['the room'], 'plain');
      try {
        const ms = quick ? 2_000 : 5_000;
        await crowd.run({ rooms: ['the room'], rate: 1, ms: 1_500, closed: false, bytes: 100 }, 0);
        const startedAt = performance.now();
        await crowd.received();
        await new Promise((resolve) => setTimeout(resolve, ms));
        const perSecond = ((await crowd.received()) * 1_000) / (performance.now() - startedAt);
        figures.push({
          name: `ceiling, ${members.toLocaleString('en')} clients`,
          value: perSecond,
          unit: 'deliveries/s',
        });
        plot({ plot: 'members', series: 'the clients’ own ceiling', x: members, y: perSecond });
      } finally {
        crowd.stop();
        await source.stop();
      }
    }
    return figures;
  },
};
