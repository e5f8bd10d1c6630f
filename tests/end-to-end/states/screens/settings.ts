import type { State } from '../scene.ts';
import { afterUnplugging, releases, withoutAnswer } from '../steps.ts';

export const settings: readonly State[] = [
  {
    state: 'ready',
    show: async (stage) => (
      await stage.open('/settings/profile'),
      stage.page.locator('#main select').first().waitFor()
    ),
  },
  {
    state: 'refused',
    who: 'newcomer',
    show: async (stage) => {
      await stage.open('/settings/account');
      await stage.page.locator('input[name="password"]').fill('12345678');
      await stage.page.keyboard.press('Enter');
      await stage.page.locator('[aria-invalid="true"]').waitFor();
    },
  },
  {
    state: 'no permission',
    show: async (stage) => (await stage.open('/settings/people'), stage.page.locator('#main').waitFor()),
  },
  {
    state: 'crash',
    show: async (stage) => {
      await stage.open(releases(stage));
      await stage.rows();
      await stage.breakAt('header', 'section', 'form', 'input');
      await stage.go('/settings/profile');
      await stage.says('crash.title');
    },
  },
  { state: 'loading', device: 'bare', show: withoutAnswer(() => '/settings/security', '#main section') },
  { state: 'offline', device: 'bare', show: afterUnplugging(() => '/settings/security', 'failure.offline') },
  {
    state: 'no such page',
    show: async (stage) => (await stage.open('/settings/nothing'), stage.says('settings.noSuch')),
  },
  {
    state: 'notifications',
    tall: true,
    show: async (stage) => {
      await stage.page.context().grantPermissions(['notifications'], { origin: stage.world.url });
      await stage.world.reader.setSettings({ quietHours: { from: '22:30', to: '07:30', zone: 'Asia/Shanghai' } });
      await stage.open('/settings/notifications');
      await stage.page.locator('#push').waitFor();
      await stage.online();
    },
  },
  {
    state: 'list of a phone',
    narrow: true,
    show: async (stage) => (await stage.open('/settings'), stage.page.locator('#main nav a').first().waitFor()),
  },
];
