import type { State } from '../scene.ts';
import { aboveWhatIsKept, afterUnplugging, failed, many, releases, withoutAnswer } from '../steps.ts';

export const thread: readonly State[] = [
  {
    state: 'ready',
    show: async (stage) => {
      await stage.open(`${releases(stage)}/t/3`);
      await stage.page.locator('#panel [data-row]').first().waitFor();
    },
  },
  { state: 'loading', device: 'bare', show: withoutAnswer((stage) => `${releases(stage)}/t/3`, '#panel') },
  {
    state: 'empty',
    show: async (stage) => {
      await stage.open(`${releases(stage)}/t/4`);
      await stage.says('thread.empty');
    },
  },
  { state: 'gone', show: async (stage) => (await stage.open(`${releases(stage)}/t/9000`), stage.says('thread.gone')) },
  {
    state: 'offline',
    show: async (stage) => {
      stage.unplug();
      await stage.open(`${releases(stage)}/t/3`);
      await stage.rows();
      await stage.says('connection.lost');
    },
  },
  {
    state: 'send failed',
    device: 'new',
    show: async (stage) => {
      const id = await stage.world.newRoom('评审', '这一版可以吗？');
      await stage.open(`/r/${id}/t/1`);
      await stage.page.locator('#panel textarea').waitFor();
      stage.unplug();
      await stage.page.locator('#panel textarea').fill('可以。');
      await stage.page.keyboard.press('Enter');
      await stage.says('connection.lost');
      await stage.world.wei.request('room:mute', { room: id, user: 'xiaoming', until: Date.now() + 3_600_000 });
      stage.world.network.set({ state: 'pass' });
      await stage
        .button('connection.tryNow')
        .first()
        .click()
        .catch(() => undefined);
      await failed(stage, '#panel');
    },
  },
  {
    state: 'crash',
    show: async (stage) => {
      await stage.open(releases(stage));
      await stage.rows();
      await stage.breakAt('textarea');
      await stage.go(`${releases(stage)}/t/3`);
      await stage.says('crash.title');
    },
  },
  { state: 'history gap', show: aboveWhatIsKept((stage) => `${many(stage)}/t/699`, '#panel [role="log"]') },
  {
    state: 'offline, not read before',
    device: 'bare',
    show: afterUnplugging((stage) => `${releases(stage)}/t/3`, 'connection.lost'),
  },
];
