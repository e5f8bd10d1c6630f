import type { State } from '../scene.ts';
import { aboveWhatIsKept, afterUnplugging, broken, failed, releases, withoutAnswer, withoutNetwork } from '../steps.ts';

export const direct: readonly State[] = [
  { state: 'ready', show: async (stage) => (await stage.open('/dm/zhangwei'), stage.rows()) },
  { state: 'empty', show: async (stage) => (await stage.open('/dm/noa'), stage.page.locator('#composer').waitFor()) },
  { state: 'nobody', show: async (stage) => (await stage.open('/dm/nobody.here'), stage.says('gone.personTitle')) },
  {
    state: 'no permission',
    show: async (stage) => (await stage.open('/d/d_01ARZ3NDEKTSV4RRFFQ69G5FAV'), stage.says('gone.directTitle')),
  },
  {
    state: 'send failed',
    device: 'new',
    show: async (stage) => {
      const { world } = stage;
      await stage.open('/dm/amelia');
      await stage.rows();
      await world.amelia.request('user:block', { user: 'xiaoming', on: true });
      await stage.write('在吗？');
      await failed(stage);
      await world.amelia.request('user:block', { user: 'xiaoming', on: false });
    },
  },
  {
    state: 'offline, not begun',
    show: async (stage) => {
      await stage.open('/');
      await stage.online();
      stage.unplug();
      await stage.go('/dm/layla');
      await stage.says('connection.lost');
    },
  },
  { state: 'loading', device: 'bare', show: withoutAnswer(({ world }) => `/d/${world.direct}`) },
  { state: 'offline, read before', show: withoutNetwork(() => '/dm/ghost', 'connection.lost', 'composer.offline') },
  {
    state: 'offline, not read before',
    device: 'bare',
    show: afterUnplugging(({ world }) => `/d/${world.direct}`, 'timeline.unreachable'),
  },
  { state: 'history gap', show: aboveWhatIsKept(() => '/dm/ghost') },
  { state: 'crash', show: broken(releases, () => '/dm/zhangwei', 'header', 'textarea') },
];
