import type { State } from '../scene.ts';
import { conversation, releases, withoutNetwork } from '../steps.ts';

export const inbox: readonly State[] = [
  {
    state: 'ready',
    show: async (stage) => {
      await stage.open('/inbox/unread');
      await stage.page.locator('#main li').first().waitFor();
    },
  },
  {
    state: 'loading',
    device: 'bare',
    show: async (stage) => {
      stage.silence();
      await stage.open('/inbox/unread');
      await stage.page.locator('#main [class*="awaited"]').waitFor();
    },
  },
  {
    state: 'empty',
    who: 'newcomer',
    show: async (stage) => {
      await stage.open('/inbox/unread');
      await stage.online();
      await stage.page.evaluate(
        (room) => fetch('/api/v1/call/room:join', { method: 'POST', body: JSON.stringify({ room }) }),
        stage.world.rooms['random'],
      );
      await stage.says('inbox.empty');
    },
  },
  {
    state: 'first visit',
    who: 'newcomer',
    show: async (stage) => (await stage.open('/'), stage.page.locator('#main h1').waitFor()),
  },
  { state: 'offline, read before', show: withoutNetwork(() => '/inbox/unread', 'connection.lost') },
  { state: 'offline, nothing there', device: 'bare', show: withoutNetwork(() => '/inbox/unread', 'inbox.unreachable') },
  { state: 'no such page', show: async (stage) => (await stage.open('/nothing/here'), stage.says('gone.pageTitle')) },
  {
    state: 'crash',
    show: async (stage) => {
      await stage.open(releases(stage));
      await stage.rows();
      await stage.breakAt('header', 'li', 'ul');
      await stage.go('/inbox/unread');
      await stage.says('crash.title');
    },
  },
  {
    state: 'mentions',
    show: async (stage) => {
      const place = conversation(stage, '前端工程');
      await stage.world.wei.request('message:room', {
        conversation: place,
        content: '@xiaoming 有空看一下滚动的测试吗？',
      });
      await stage.open('/inbox/mentions');
      await stage.page.locator('#main li').first().waitFor();
    },
  },
  {
    state: 'threads',
    show: async (stage) => (await stage.open('/inbox/threads'), stage.page.locator('#main li').first().waitFor()),
  },
  {
    state: 'saved',
    show: async (stage) => {
      const place = conversation(stage, '发布公告');
      await stage.world.reader.request('saved:set', { conversation: place, seq: 3, on: true });
      await stage.open('/inbox/saved');
      await stage.page.locator('#main li').first().waitFor();
    },
  },
  {
    state: 'list of a phone',
    narrow: true,
    show: async (stage) => (await stage.open('/'), stage.page.locator('nav ul a').first().waitFor()),
  },
];
