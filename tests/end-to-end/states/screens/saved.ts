import type { State } from '../scene.ts';
import { broken, conversation, releases, withoutAnswer, withoutNetwork } from '../steps.ts';

export const saved: readonly State[] = [
  {
    state: 'ready',
    show: async (stage) => {
      const place = conversation(stage, '发布公告');
      for (const seq of [3, 5]) await stage.world.reader.request('saved:set', { conversation: place, seq, on: true });
      await stage.open('/saved');
      await stage.page.locator('#main li').first().waitFor();
    },
  },
  { state: 'empty', who: 'newcomer', show: async (stage) => (await stage.open('/saved'), stage.says('saved.none')) },
  { state: 'loading', device: 'bare', show: withoutAnswer(() => '/saved') },
  { state: 'offline', show: withoutNetwork(() => '/saved', 'connection.lost', 'failure.offline') },
  {
    state: 'drafts and waiting',
    device: 'new',
    show: async (stage) => {
      await stage.open(releases(stage));
      await stage.rows();
      await stage.page.locator('#composer').fill('明天早上再看一次槽位，');
      await stage.go('/saved/waiting');
      await stage.page.locator('#main li').first().waitFor();
    },
  },
  {
    state: 'nothing waits',
    who: 'newcomer',
    show: async (stage) => (await stage.open('/saved/waiting'), stage.page.locator('#main p').first().waitFor()),
  },
  { state: 'crash', show: broken(releases, () => '/saved', 'nav') },
];
