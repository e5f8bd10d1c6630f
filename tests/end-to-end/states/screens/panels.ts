import type { State } from '../scene.ts';
import { conversation, design, odd, panel, releases } from '../steps.ts';

export const members: readonly State[] = [
  ...panel('members', (stage) => stage.page.locator('#panel li').first().waitFor()),
  {
    state: 'odd names',
    show: async (stage) => (
      await stage.open(`${odd(stage)}/members`),
      stage.page.locator('#panel li').first().waitFor()
    ),
  },
];

export const pins: readonly State[] = [
  ...panel('pins', async (stage) => {
    const place = conversation(stage, '发布公告');
    for (const seq of [3, 5]) await stage.world.wei.request('pin:set', { conversation: place, seq, on: true });
    await stage.page.locator('#panel li').first().waitFor();
  }),
  {
    state: 'empty',
    show: async (stage) => (await stage.open(`${odd(stage)}/pins`), stage.says('pins.none')),
  },
];

export const files: readonly State[] = [
  ...panel('files', (stage) => stage.pictures('#panel'), design),
  {
    state: 'empty',
    show: async (stage) => (
      await stage.open(`${releases(stage)}/files`),
      stage.page.locator('#panel p').first().waitFor()
    ),
  },
];
