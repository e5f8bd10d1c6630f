import type { ConversationId } from '@rookery/protocol';
import type { Scene } from './scene.ts';
import type { Stage } from './stage.ts';

const releases = ({ world }: Stage): string => `/r/${world.rooms['发布公告']}`;
const odd = ({ world }: Stage): string => `/r/${world.rooms['odd']}`;
const many = ({ world }: Stage): string => `/r/${world.rooms['百人群']}`;

/** The app is there, the network is gone. */
const withoutNetwork =
  (path: (stage: Stage) => string, ...ids: readonly string[]) =>
  async (stage: Stage): Promise<void> => {
    stage.unplug();
    await stage.open(path(stage));
    await stage.says(...ids);
  };

/** What was asked for does not come. */
const withoutAnswer =
  (path: (stage: Stage) => string, ready = '[aria-busy="true"]') =>
  async (stage: Stage): Promise<void> => {
    await stage.open('/');
    await stage.online();
    stage.silence();
    await stage.go(path(stage));
    await stage.page.locator(ready).first().waitFor();
  };

const join: readonly Omit<Scene, 'screen'>[] = [
  {
    state: 'ready',
    who: 'nobody',
    show: async (stage) => (await stage.open('/'), stage.page.locator('form').waitFor()),
  },
  {
    state: 'refused',
    who: 'nobody',
    show: async (stage) => {
      await stage.open('/');
      await stage.page.getByRole('button', { name: /^(I have an account|我有账号)$/ }).click();
      await stage.page.locator('input[name="name"]').fill('olga');
      await stage.page.locator('input[type="password"]').fill('not this one');
      await stage.page.keyboard.press('Enter');
      await stage.page.locator('[aria-invalid="true"]').waitFor();
    },
  },
  {
    state: 'offline',
    who: 'nobody',
    show: async (stage) => {
      await stage.open('/');
      await stage.page.locator('form').waitFor();
      stage.unplug();
      await stage.page.locator('input[name="name"]').fill('小雨');
      await stage.page.keyboard.press('Enter');
      await stage.page
        .locator('[role="status"], [role="alert"]')
        .filter({ visible: true, hasText: /./ })
        .first()
        .waitFor();
    },
  },
  {
    state: 'no such invitation',
    who: 'nobody',
    show: async (stage) => {
      await stage.open('/invite/gone-long-ago');
      await stage.page.locator('form').waitFor();
      await stage.page.locator('input[name="name"]').fill(`小霞${Date.now() % 1_000}`);
      await stage.page.keyboard.press('Enter');
      await stage.page
        .locator('[role="alert"], [role="status"], [aria-invalid="true"]')
        .filter({ visible: true })
        .first()
        .waitFor();
    },
  },
  {
    state: 'session ended',
    who: 'newcomer',
    show: async (stage) => {
      await stage.open('/');
      await stage.online();
      await stage.page.evaluate(() => fetch('/api/v1/call/user:leave', { method: 'POST', body: '{}' }));
      await stage.says('join.ended');
    },
  },
  {
    state: 'page too old',
    who: 'newcomer',
    show: async (stage) => {
      // As a page that was open since before the server's oldest version.
      await stage.page.routeWebSocket(/socket\.io/, (socket) => {
        const server = socket.connectToServer();
        socket.onMessage((frame) =>
          server.send(typeof frame === 'string' ? frame.replace('"protocol":1', '"protocol":0') : frame),
        );
      });
      await stage.open('/');
      await stage.says('tooOld.title');
    },
  },
];

const inbox: readonly Omit<Scene, 'screen'>[] = [
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
];

const room: readonly Omit<Scene, 'screen'>[] = [
  { state: 'ready', show: async (stage) => (await stage.open(releases(stage)), stage.rows()) },
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
    show: async (stage) => {
      await stage.open('/');
      await stage.online();
      stage.unplug();
      await stage.go(releases(stage));
      await stage.says('timeline.unreachable');
    },
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
      await stage.page
        .locator('[data-row] button', { hasText: /^(Copy|复制)/ })
        .first()
        .waitFor();
    },
  },
  {
    state: 'history gap',
    show: async (stage) => {
      stage.unplug();
      await stage.open(many(stage));
      await stage.rows();
      await stage.page.getByRole('log').focus();
      for (let count = 0; count < 12; count += 1) {
        await stage.page.keyboard.press('Home');
        await stage.page.waitForTimeout(100);
      }
      await stage.says('timeline.missing');
    },
  },
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
];

const direct: readonly Omit<Scene, 'screen'>[] = [
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
      const { world, page } = stage;
      await stage.open('/dm/amelia');
      await stage.rows();
      await world.amelia.request('user:block', { user: 'xiaoming', on: true });
      await stage.write('在吗？');
      await page
        .locator('[data-row] button', { hasText: /^(Copy|复制)/ })
        .first()
        .waitFor();
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
];

const thread: readonly Omit<Scene, 'screen'>[] = [
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
      await stage.page
        .locator('#panel [data-row] button', { hasText: /^(Copy|复制)/ })
        .first()
        .waitFor();
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
];

const panel = (screen: string, ready: (stage: Stage) => Promise<unknown>): readonly Scene[] => [
  { screen, state: 'ready', show: async (stage) => (await stage.open(`${releases(stage)}/${screen}`), ready(stage)) },
  {
    screen,
    state: 'loading',
    device: 'bare',
    show: withoutAnswer((stage) => `${releases(stage)}/${screen}`, '#panel'),
  },
  {
    screen,
    state: 'offline',
    show: async (stage) => {
      stage.unplug();
      await stage.open(`${releases(stage)}/${screen}`);
      await stage.rows();
      await stage.says('connection.lost', 'failure.offline');
    },
  },
];

const members: readonly Omit<Scene, 'screen'>[] = [
  {
    state: 'odd names',
    show: async (stage) => (
      await stage.open(`${odd(stage)}/members`),
      stage.page.locator('#panel li').first().waitFor()
    ),
  },
];

const rooms: readonly Omit<Scene, 'screen'>[] = [
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

const query = encodeURIComponent('槽位');
const search: readonly Omit<Scene, 'screen'>[] = [
  { state: 'ready', show: async (stage) => (await stage.open('/search'), stage.says('search.hint')) },
  {
    state: 'found',
    show: async (stage) => (await stage.open(`/search?q=${query}`), stage.page.locator('#main mark').first().waitFor()),
  },
  { state: 'loading', device: 'bare', show: withoutAnswer(() => `/search?q=${query}`) },
  { state: 'nothing found', show: async (stage) => (await stage.open('/search?q=zzzz'), stage.says('search.none')) },
  { state: 'offline', show: withoutNetwork(() => `/search?q=${query}`, 'connection.lost', 'failure.offline') },
  {
    state: 'crash',
    show: async (stage) => {
      await stage.open(releases(stage));
      await stage.rows();
      await stage.breakAt('header', 'form', 'search', 'section', 'input');
      await stage.go(`/search?q=${query}`);
      await stage.says('crash.title');
    },
  },
];

const saved: readonly Omit<Scene, 'screen'>[] = [
  {
    state: 'ready',
    show: async (stage) => {
      const conversation = stage.world.rooms['发布公告'] as ConversationId;
      for (const seq of [3, 5]) await stage.world.reader.request('saved:set', { conversation, seq, on: true });
      await stage.open('/saved');
      await stage.page.locator('#main li').first().waitFor();
    },
  },
  { state: 'empty', who: 'newcomer', show: async (stage) => (await stage.open('/saved'), stage.says('saved.none')) },
  { state: 'loading', device: 'bare', show: withoutAnswer(() => '/saved') },
  { state: 'offline', show: withoutNetwork(() => '/saved', 'connection.lost', 'failure.offline') },
];

const settings: readonly Omit<Scene, 'screen'>[] = [
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
    state: 'loading',
    who: 'owner',
    device: 'new',
    show: withoutAnswer(() => '/settings/people', '#main nav'),
  },
  {
    state: 'offline',
    who: 'owner',
    device: 'new',
    show: async (stage) => {
      await stage.open('/');
      await stage.online();
      stage.unplug();
      await stage.says('connection.lost');
      await stage.go('/settings/people');
      await stage.says('failure.offline');
    },
  },
  {
    state: 'people of the server',
    who: 'owner',
    show: async (stage) => (await stage.open('/settings/people'), stage.page.locator('#main li').first().waitFor()),
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
];

const ops: readonly Omit<Scene, 'screen'>[] = [
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
    show: async (stage) => {
      await stage.open('/');
      await stage.online();
      await stage.breakAt('header', 'section', 'table', 'figure', 'h2');
      await stage.go('/ops');
      await stage.says('crash.title');
    },
  },
];

const switcher: readonly Omit<Scene, 'screen'>[] = [
  {
    state: 'ready',
    show: async (stage) => {
      await stage.open(releases(stage));
      await stage.rows();
      await stage.page.keyboard.press('Control+k');
      await stage.page.locator('dialog [role="option"]').first().waitFor();
    },
  },
  {
    state: 'none found',
    show: async (stage) => {
      await stage.open(releases(stage));
      await stage.rows();
      await stage.page.keyboard.press('Control+k');
      await stage.page.locator('dialog [role="option"]').first().waitFor();
      await stage.page.keyboard.type('zzzqqq');
      await stage.page
        .locator('dialog [role="option"]')
        .first()
        .waitFor({ state: 'detached' })
        .catch(() => undefined);
    },
  },
];

const of = (screen: string, scenes: readonly Omit<Scene, 'screen'>[]): readonly Scene[] =>
  scenes.map((scene) => ({ screen, ...scene }));

/** Every screen in every state that it has. */
export const scenes: readonly Scene[] = [
  ...of('join', join),
  ...of('inbox', inbox),
  ...of('room', room),
  ...of('direct', direct),
  ...of('thread', thread),
  ...panel('members', (stage) => stage.page.locator('#panel li').first().waitFor()),
  ...of('members', members),
  ...panel('pins', (stage) => stage.says('pins.none')),
  ...of('rooms', rooms),
  ...of('search', search),
  ...of('saved', saved),
  ...of('settings', settings),
  ...of('ops', ops),
  ...of('switcher', switcher),
];
