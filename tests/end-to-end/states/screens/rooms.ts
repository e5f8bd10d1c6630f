import type { State } from '../scene.ts';
import { releases, withoutAnswer, withoutNetwork } from '../steps.ts';

export const rooms: readonly State[] = [
  {
    state: 'ready',
    show: async (stage) => (await stage.open('/rooms'), stage.page.locator('#main li').first().waitFor()),
  },
  { state: 'loading', device: 'bare', show: withoutAnswer(() => '/rooms') },
  {
    state: 'none found',
    show: async (stage) => {
      await stage.open('/rooms');
      await stage.page.locator('#main input[type="search"]').fill('zzz');
      await stage.says('rooms.noneFound');
    },
  },
  { state: 'offline', show: withoutNetwork(() => '/rooms', 'connection.lost', 'failure.offline') },
  {
    state: 'refused',
    show: async (stage) => {
      await stage.open('/rooms');
      await stage.page.locator('#main header button').last().click();
      await stage.page.locator('dialog input[name="name"]').fill('发布公告');
      await stage.page.locator('dialog button[type="submit"]').click();
      await stage.page.locator('dialog [aria-invalid="true"]').waitFor();
    },
  },
  {
    state: 'crash',
    show: async (stage) => {
      await stage.open(releases(stage));
      await stage.rows();
      await stage.breakAt('header', 'ul', 'form');
      await stage.go('/rooms');
      await stage.says('crash.title');
    },
  },
];
