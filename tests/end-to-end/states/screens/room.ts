import type { State } from '../scene.ts';
import {
  aboveWhatIsKept,
  afterUnplugging,
  conversation,
  design,
  failed,
  many,
  odd,
  random,
  releases,
  withoutAnswer,
} from '../steps.ts';

export const room: readonly State[] = [
  { state: 'ready', show: async (stage) => (await stage.open(releases(stage)), await stage.rows(), stage.latest()) },
  { state: 'loading', device: 'bare', show: withoutAnswer(releases) },
  {
    state: 'empty',
    show: async (stage) => {
      await stage.open(`/r/${await stage.world.newRoom('新项目')}`);
      await stage.page.locator('#main h2').waitFor();
    },
  },
  {
    state: 'no permission',
    show: async (stage) => (await stage.open('/r/r_01ARZ3NDEKTSV4RRFFQ69G5FAV'), stage.says('gone.roomTitle')),
  },
  {
    state: 'removed',
    show: async (stage) => {
      const id = await stage.world.newRoom('外包', '请把资料交接给李娜。');
      await stage.open(`/r/${id}`);
      await stage.rows();
      await stage.page.locator('#composer').fill('好的，我今天');
      await stage.world.wei.request('room:remove', { room: id, user: 'xiaoming' });
      await stage.page.locator('[data-row]').first().waitFor({ state: 'detached' });
    },
  },
  {
    state: 'room gone',
    show: async (stage) => {
      const id = await stage.world.newRoom('旧项目', '下周关闭这个频道。');
      await stage.open(`/r/${id}`);
      await stage.rows();
      await stage.world.wei.request('room:delete', { room: id });
      await stage.page.locator('[data-row]').first().waitFor({ state: 'detached' });
    },
  },
  {
    state: 'offline, read before',
    show: async (stage) => {
      stage.unplug();
      await stage.open(releases(stage));
      await stage.rows();
      await stage.says('connection.lost', 'composer.offline');
    },
  },
  {
    state: 'offline, not read before',
    device: 'bare',
    show: afterUnplugging(releases, 'timeline.unreachable'),
  },
  {
    state: 'waiting to be sent',
    device: 'new',
    show: async (stage) => {
      await stage.open(releases(stage));
      await stage.rows();
      stage.unplug();
      await stage.write('迁移卡在槽 5461，先暂停。');
      await stage.says('connection.lost');
    },
  },
  {
    state: 'send failed',
    device: 'new',
    show: async (stage) => {
      const id = await stage.world.newRoom('值班', '交接从十点开始。');
      await stage.open(`/r/${id}`);
      await stage.rows();
      stage.unplug();
      await stage.write('我来接。');
      await stage.says('connection.lost');
      await stage.world.wei.request('room:mute', { room: id, user: 'xiaoming', until: Date.now() + 3_600_000 });
      stage.world.network.set({ state: 'pass' });
      await stage
        .button('connection.tryNow')
        .first()
        .click()
        .catch(() => undefined);
      await stage.says('composer.muted');
      await failed(stage);
    },
  },
  { state: 'history gap', show: aboveWhatIsKept(many) },
  { state: 'odd names', show: async (stage) => (await stage.open(odd(stage)), stage.rows()) },
  {
    state: 'crash',
    show: async (stage) => {
      await stage.open('/inbox/unread');
      await stage.page.locator('#main li').first().waitFor();
      await stage.breakAt('header', 'textarea');
      await stage.go(releases(stage));
      await stage.says('crash.title');
    },
  },
  {
    state: 'pictures, files, a voice',
    tall: true,
    show: async (stage) => (await stage.open(design(stage)), stage.rows(), stage.pictures()),
  },
  {
    state: 'files that are gone',
    device: 'new',
    tall: true,
    show: async (stage) => {
      const { page } = stage;
      await page.route(/\/api\/v1\/files\/f_/, (route) => route.fulfill({ status: 404 }));
      await stage.open(design(stage));
      await stage.rows();
      await stage.page
        .getByText(/^(No longer available|已无法查看)$/)
        .nth(3)
        .waitFor();
    },
  },
  {
    state: 'links to messages, one forwarded',
    show: async (stage) => {
      await stage.open(random(stage));
      await stage.page.locator('blockquote', { hasText: 'Cluster is healthy' }).waitFor();
      await stage.rows();
    },
  },
  {
    state: 'seen by',
    show: async (stage) => {
      const id = conversation(stage, '前端工程');
      const { seq } = await stage.world.reader.request('message:room', {
        conversation: id,
        content: '新的走查清单放在置顶里了。',
      });
      for (const other of [stage.world.wei, stage.world.amelia]) await other.markRead(id, seq);
      await stage.open(`/r/${id}`);
      await stage.rows();
      await stage.page.getByRole('button', { name: /^(Seen by|已读：)/ }).click();
    },
  },
  {
    state: 'somebody writes',
    show: async (stage) => {
      await stage.open(releases(stage));
      await stage.rows();
      stage.world.amelia.setTyping(conversation(stage, '发布公告'), true);
      await stage.page
        .getByText(/正在输入|is typing/)
        .first()
        .waitFor();
    },
  },
  {
    state: 'what to do with a message',
    narrow: true,
    show: async (stage) => {
      await stage.open(releases(stage));
      await stage.rows();
      await stage.hold('回归测试全部通过。');
      await stage.page.locator('dialog [role="menuitem"]').first().waitFor();
    },
  },
];
