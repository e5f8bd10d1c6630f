import type { State } from '../scene.ts';
import { afterUnplugging, withoutAnswer } from '../steps.ts';

export const administration: readonly State[] = [
  {
    state: 'loading',
    who: 'owner',
    device: 'new',
    show: withoutAnswer(() => '/settings/people', '#main nav'),
  },
  {
    state: 'offline',
    who: 'owner',
    device: 'new',
    show: afterUnplugging(() => '/settings/people', 'failure.offline'),
  },
  {
    state: 'people of the server',
    who: 'owner',
    show: async (stage) => (await stage.open('/settings/people'), stage.page.locator('#main li').first().waitFor()),
  },
  {
    state: 'no permission',
    show: async (stage) => (await stage.open('/settings/people'), stage.says('ops.notYours')),
  },
  {
    state: 'empty',
    who: 'owner',
    show: async (stage) => (await stage.open('/settings/reports'), stage.says('report.none')),
  },
  {
    state: 'crash',
    who: 'owner',
    device: 'new',
    show: async (stage) => {
      await stage.open('/');
      await stage.online();
      await stage.breakAt('ul', 'li', 'form', 'input');
      await stage.go('/settings/people');
      await stage.says('crash.title');
    },
  },
];
