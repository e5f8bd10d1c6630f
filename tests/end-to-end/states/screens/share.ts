import type { State } from '../scene.ts';
import { broken, releases, withoutNetwork } from '../steps.ts';

const shared = `/share?text=${encodeURIComponent('https://example.com/releases/2.4.0 变更清单，请过一遍')}`;

export const share: readonly State[] = [
  {
    state: 'ready',
    show: async (stage) => (await stage.open(shared), stage.page.locator('#main li').first().waitFor()),
  },
  { state: 'nothing', show: async (stage) => (await stage.open('/share'), stage.says('share.nothing')) },
  {
    state: 'none found',
    show: async (stage) => {
      await stage.open(shared);
      await stage.page.locator('#main input').fill('zzzqqq');
      await stage.says('share.none');
    },
  },
  { state: 'offline, read before', show: withoutNetwork(() => shared, 'connection.lost') },
  { state: 'crash', show: broken(releases, () => shared, 'header', 'ul') },
];
