import type { State } from '../scene.ts';
import { afterUnplugging, broken, withoutAnswer } from '../steps.ts';

export const ops: readonly State[] = [
  {
    state: 'ready',
    who: 'owner',
    show: async (stage) => (await stage.open('/ops'), stage.page.locator('figure canvas').last().waitFor()),
  },
  { state: 'loading', who: 'owner', device: 'new', show: withoutAnswer(() => '/ops', '#main') },
  {
    state: 'offline',
    who: 'owner',
    device: 'new',
    show: async (stage) => {
      await stage.open('/ops');
      await stage.page.locator('figure canvas').last().waitFor();
      stage.unplug();
      await stage.says('connection.lost');
    },
  },
  { state: 'no permission', show: async (stage) => (await stage.open('/ops'), stage.says('ops.notYours')) },
  {
    state: 'crash',
    who: 'owner',
    device: 'new',
    show: broken(
      () => '/',
      () => '/ops',
      'header',
      'section',
      'table',
      'figure',
      'h2',
    ),
  },
  {
    state: 'offline, not read before',
    who: 'owner',
    device: 'new',
    show: afterUnplugging(() => '/ops', 'failure.offline'),
  },
];
