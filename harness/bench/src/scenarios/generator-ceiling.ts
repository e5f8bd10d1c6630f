import { setTimeout as pause } from 'node:timers/promises';
import { Crowd } from '../crowd.ts';
import { MeasuredProcess } from '../measured-process.ts';
import type { Scenario } from './scenario.ts';

/** What was poured must have come so long after. */
const graceMs = 250;
const step = 1.3;

export const generatorCeiling: Scenario = {
  name: 'generator-ceiling',
  about:
    'What the light clients themselves take on their core: a source pours prepared frames of Rookery’s shape over them, more each time, until not all have come 250 ms later.',
  run: async (quick, { plot }) => {
    const figures = [];
    for (const members of [1_000, 5_000, 10_000]) {
      const source = await MeasuredProcess.start('frames');
      const crowd = await Crowd.connect(source.port, members, ['the room'], 'plain');
      const ms = quick ? 1_000 : 2_000;
      /** Deliveries a second; null where they did not keep up. */
      const probe = async (perSecond: number): Promise<number | null> => {
        await crowd.received();
        const answer = await fetch(`http://127.0.0.1:${source.port}/pour?perSecond=${perSecond}&ms=${ms}`);
        const poured = Number(await answer.text());
        await pause(graceMs);
        const isWhole = (await crowd.received()) === poured;
        // What is left would be counted the next time.
        await pause(ms);
        return isWhole && poured > perSecond * (ms / 1_000) * 0.95 ? (poured * 1_000) / ms : null;
      };
      try {
        await probe(100_000);
        let best = 0;
        for (let rate = 500_000; rate < 50_000_000; rate *= step) {
          const taken = (await probe(rate)) ?? (await probe(rate));
          if (taken === null) break;
          best = taken;
        }
        figures.push({ name: `ceiling, ${members.toLocaleString('en')} clients`, value: best, unit: 'deliveries/s' });
        plot({ plot: 'members', series: 'the clients’ own ceiling', x: members, y: best });
      } finally {
        crowd.stop();
        await source.stop();
      }
    }
    return figures;
  },
};
