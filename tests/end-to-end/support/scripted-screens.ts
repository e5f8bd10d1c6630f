import type { Page } from 'playwright-core';
import type { Look } from './browser.ts';

const phone: Look = { width: 390, height: 844, touch: true };
const rows = (page: Page) => page.waitForSelector('[data-row]');
const press = (keys: string) => (page: Page) => page.keyboard.press(keys);

const openAccount = async (page: Page): Promise<void> => {
  await page.locator('nav > button[aria-haspopup="menu"]').click();
  await page.getByRole('menuitem', { name: /^(Account|账号)$/ }).click();
  await page.waitForSelector('#main form');
};

/** What the reader may do in the room that is shown changes. */
const rightsOf =
  (now: object) =>
  async (page: Page): Promise<void> => {
    await rows(page);
    await page.evaluate((payload) => {
      const { server } = globalThis as unknown as { server: { emit: (event: string, payload: object) => void } };
      server.emit('room:rights', { conversation: 'r_rel', ...payload });
    }, now);
    await page
      .locator('#main p, #main span', { hasText: /muted|禁言|Slow mode|慢速模式/ })
      .first()
      .waitFor();
  };

export type ScriptedScreen = {
  readonly path: string;
  readonly look?: Look;
  readonly prepare?: (page: Page) => Promise<unknown>;
  /** The sheet of screenshots on which it stands. Left out: a real server shows it there. */
  readonly sheet?: string;
};

/** Every screen of the app over a server by script, and how one comes there. */
export const screens: Readonly<Record<string, ScriptedScreen>> = {
  join: { path: '/?join', prepare: (page) => page.waitForSelector('form') },
  'join, refused': {
    path: '/?join',
    prepare: async (page) => {
      await page.locator('input[name="name"]').fill('taken');
      await page.keyboard.press('Enter');
      await page.waitForSelector('[aria-invalid="true"]');
    },
  },
  'sign in, refused': {
    path: '/?join',
    prepare: async (page) => {
      await page.getByRole('button', { name: /^(I have an account|我有账号)$/ }).click();
      await page.locator('input[name="name"]').fill('小明');
      await page.locator('input[type="password"]').fill('wrong');
      await page.keyboard.press('Enter');
      await page.waitForSelector('[aria-invalid="true"]');
    },
  },
  register: {
    sheet: 'join',
    path: '/?join',
    look: { width: 360, height: 640 },
    prepare: async (page) => {
      await page.getByRole('button', { name: /^(I have an account|我有账号)$/ }).click();
      await page.getByRole('button', { name: /^(Make an account|创建账号)$/ }).click();
      await page.waitForSelector('input[autocomplete="new-password"]');
    },
  },
  'join, by a provider': {
    sheet: 'join',
    path: '/?join&sso',
    look: { width: 360, height: 640 },
    prepare: (page) => page.getByRole('button', { name: /Example Inc\./ }).waitFor(),
  },
  'join, not let in by a provider': {
    sheet: 'join',
    path: '/?join&sso#sign-on=not-allowed',
    prepare: async (page) => {
      await page.getByRole('alert').waitFor();
      await page.getByRole('button', { name: /Example Inc\./ }).waitFor();
    },
  },
  'lost password, letter on its way': {
    sheet: 'join',
    path: '/?join&sso',
    look: { width: 360, height: 640 },
    prepare: async (page) => {
      await page.getByRole('button', { name: /^(I have an account|我有账号)$/ }).click();
      await page.getByRole('button', { name: /^(Password lost\?|忘记密码？)$/ }).click();
      await page.locator('input[name="address"]').fill('xiaoming@example.com');
      await page.keyboard.press('Enter');
      await page.getByRole('status').filter({ hasText: 'xiaoming@example.com' }).waitFor();
    },
  },
  'confirm an address': {
    sheet: 'join',
    path: '/address?join#token',
    prepare: (page) => page.getByRole('button', { name: /^(Confirm the address|确认邮箱)$/ }).waitFor(),
  },
  'first owner': {
    sheet: 'join',
    path: '/setup?join#token',
    prepare: (page) => page.waitForSelector('input[autocomplete="new-password"]'),
  },
  inbox: { path: '/', prepare: (page) => page.waitForSelector('#main h1') },
  room: { path: '/r/r_rel', prepare: rows },
  'room with a message in focus': {
    sheet: 'room',
    path: '/r/r_rel',
    prepare: async (page) => {
      await rows(page);
      await page.keyboard.press('F6');
      await page.locator('[data-row]', { hasText: 'Cluster is healthy' }).focus();
      await page.waitForSelector('[role="toolbar"]');
    },
  },
  'empty private room': { path: '/r/r_empty', prepare: (page) => page.waitForSelector('#main h2') },
  invitation: { sheet: 'room', path: '/r/r_inv', prepare: (page) => page.waitForSelector('#main h1') },
  members: { path: '/r/r_rel/members', prepare: (page) => page.waitForSelector('#panel li') },
  'members, what to do about one': {
    sheet: 'overlays',
    path: '/r/r_empty/members',
    prepare: async (page) => {
      await page.locator('#panel li [aria-haspopup="menu"]').last().click();
      await page.waitForSelector('[role="menuitem"]');
    },
  },
  'room, muted': {
    sheet: 'room',
    path: '/r/r_rel',
    prepare: rightsOf({ rights: ['read'], mutedUntil: 4_102_444_800_000 }),
  },
  'room in slow mode': {
    sheet: 'room',
    path: '/r/r_rel',
    prepare: rightsOf({ rights: ['read', 'post'], slowModeMs: 30_000 }),
  },
  'edit a room': {
    sheet: 'overlays',
    path: '/r/r_empty',
    prepare: async (page) => {
      await page.getByRole('button', { name: /^(Room menu|频道菜单)$/ }).click();
      await page.locator('[role="menuitem"]', { hasText: /^(Edit room|编辑频道)/ }).click();
      await page.waitForSelector('dialog select');
    },
  },
  'who may do what, and who is banned': {
    sheet: 'overlays',
    path: '/r/r_empty',
    look: { width: 360, height: 740 },
    prepare: async (page) => {
      await page.getByRole('button', { name: /^(Room menu|频道菜单)$/ }).click();
      await page.getByRole('menuitem', { name: /^(Who may do what|权限)$/ }).click();
      await page.waitForSelector('dialog li');
    },
  },
  direct: { path: '/d/d_wei', prepare: rows },
  'direct, gone': {
    sheet: 'direct',
    path: '/d/d_wei',
    prepare: async (page) => {
      await rows(page);
      await page.evaluate(() => {
        const { server } = globalThis as unknown as { server: { emit: (event: string, payload: object) => void } };
        const wei = { id: 'u_wei', username: 'zhangwei', displayName: '张伟', guest: true, rev: 1, deactivated: true };
        server.emit('people:update', { users: [wei] });
      });
      await page.waitForSelector('#composer p');
    },
  },
  group: { path: '/g/g_lunch?groups', prepare: rows },
  'group, its people': { path: '/g/g_three/members?groups', prepare: (page) => page.waitForSelector('#panel li') },
  'no such group': { path: '/g/g_none', prepare: (page) => page.waitForSelector('#main h1') },
  'name a group': {
    sheet: 'overlays',
    path: '/g/g_lunch?groups',
    look: { width: 360, height: 640 },
    prepare: async (page) => {
      await page.getByRole('button', { name: /^(Group menu|群聊菜单)$/ }).click();
      await page.getByRole('menuitem', { name: /^(Name the group|给群聊命名)$/ }).click();
      await page.waitForSelector('dialog input');
    },
  },
  'whom to write to': {
    sheet: 'overlays',
    path: '/r/r_rel',
    prepare: async (page) => {
      await page.getByRole('button', { name: /^(New direct message|新建私信)$/ }).click();
      for (const name of ['Amelia Chen', '李娜']) await page.locator('dialog li button', { hasText: name }).click();
      await page.waitForSelector('dialog [aria-pressed="true"]');
    },
  },
  'room that begins at one’s joining': { sheet: 'room', path: '/r/r_late?groups', prepare: rows },
  'direct, not begun': { path: '/d/u_bo', prepare: (page) => page.waitForSelector('#composer') },
  'nobody of that name': { path: '/dm/nobody', prepare: (page) => page.waitForSelector('#main h1') },
  'no such room': { path: '/r/r_none', prepare: (page) => page.waitForSelector('#main h1') },
  'no such page': { path: '/nothing/here', prepare: (page) => page.waitForSelector('#main h1') },
  'find rooms': { path: '/rooms', prepare: (page) => page.waitForSelector('#main li') },
  'search, found': {
    sheet: 'search',
    path: '/search?q=canary&has=link&from=u_ac',
    prepare: (page) => page.waitForSelector('#main [role="status"]:not(:empty)'),
  },
  'search, many found': { path: '/search?q=p99', prepare: (page) => page.waitForSelector('#main mark') },
  'search, completing': {
    sheet: 'search',
    path: '/search?in=r_rel',
    look: { width: 360, height: 740 },
    prepare: async (page) => {
      await page.locator('#main input').pressSequentially('from:');
      await page.waitForSelector('#main [role="option"]');
    },
  },
  switcher: {
    path: '/r/r_rel',
    prepare: async (page) => {
      await rows(page);
      await page.keyboard.press('Control+k');
      await page.waitForSelector('dialog [role="option"]');
    },
  },
  shortcuts: {
    sheet: 'overlays',
    path: '/r/r_rel',
    prepare: async (page) => {
      await rows(page);
      await press('Control+/')(page);
      await page.waitForSelector('dialog dl');
    },
  },
  'message menu': {
    sheet: 'overlays',
    path: '/r/r_rel',
    prepare: async (page) => {
      await rows(page);
      await page.locator('[data-row]', { hasText: 'Cluster is healthy' }).focus();
      await page.locator('[role="toolbar"] [aria-haspopup="menu"]').click();
      await page.waitForSelector('[role="menuitem"]');
    },
  },
  'where a message is': {
    sheet: 'overlays',
    path: '/r/r_rel?account&owner',
    look: { width: 360, height: 740 },
    prepare: async (page) => {
      await rows(page);
      await page.keyboard.press('F6');
      const row = page.locator('[data-row]', { hasText: 'Cluster is healthy' });
      await row.focus();
      await row.getByRole('button', { name: /^(More actions|更多操作)$/ }).press('Enter');
      await page.getByRole('menuitem', { name: /^(Where is this message\?|这条消息到哪了？)$/ }).click();
      await page.waitForSelector('dialog ol li');
    },
  },
  'edit that was begun before': {
    sheet: 'writing',
    path: '/r/r_rel',
    prepare: async (page) => {
      await rows(page);
      await page.locator('#composer').press('ArrowUp');
      await page.locator('[data-row] textarea').fill('half of it');
      await page.reload();
      await page.locator('#main bdi', { hasText: 'half of it' }).waitFor();
    },
  },
  'editor with suggestions': {
    sheet: 'writing',
    path: '/r/r_rel',
    prepare: async (page) => {
      await rows(page);
      await page.locator('#composer').press('ArrowUp');
      await page.locator('[data-row] textarea').pressSequentially(' @');
      await page.waitForSelector('[data-row] [role="option"]');
    },
  },
  'emoji picker': {
    sheet: 'writing',
    path: '/r/r_rel',
    prepare: async (page) => {
      await rows(page);
      await page.locator('#main [aria-haspopup="dialog"]').last().click();
      await page.waitForSelector('[role="option"]');
    },
  },
  'mention list': {
    sheet: 'writing',
    path: '/r/r_rel',
    prepare: async (page) => {
      await rows(page);
      await page.locator('#composer').pressSequentially('@');
      await page.waitForSelector('[role="option"]');
    },
  },
  settings: {
    sheet: 'overlays',
    path: '/r/r_rel',
    prepare: async (page) => {
      await rows(page);
      await page.locator('nav > button[aria-haspopup="menu"]').click();
      await page.waitForSelector('[role="menuitemradio"]');
    },
  },
  'own name': {
    path: '/r/r_rel',
    prepare: async (page) => {
      await rows(page);
      await page.locator('nav > button[aria-haspopup="menu"]').click();
      await page.getByRole('menuitem', { name: /^(Change your name|修改昵称)$/ }).click();
      await page.locator('#main input[name="name"]:focus').waitFor();
    },
  },
  'settings, list': {
    path: '/settings',
    look: { width: 360, height: 740 },
    prepare: (page) => page.waitForSelector('#main nav a'),
  },
  profile: { path: '/settings/profile', prepare: (page) => page.waitForSelector('#main select') },
  privacy: { sheet: 'settings', path: '/settings/privacy', prepare: (page) => page.waitForSelector('#main li button') },
  'quiet hours, e-mails': {
    sheet: 'settings',
    path: '/settings/notifications?account&sso',
    look: { width: 360, height: 740 },
    prepare: async (page) => {
      await page.waitForSelector('#main select');
      await page.getByText('xiaoming@example.com').waitFor();
    },
  },
  appearance: {
    sheet: 'settings',
    path: '/settings/appearance',
    look: phone,
    prepare: (page) => page.locator('#main input[type="radio"]').first().waitFor(),
  },
  about: {
    sheet: 'settings',
    path: '/settings/about',
    look: phone,
    prepare: (page) => page.locator('#main dl').first().waitFor(),
  },
  keys: {
    sheet: 'settings',
    path: '/settings/keys',
    look: phone,
    prepare: (page) => page.locator('#main kbd').first().waitFor(),
  },
  language: {
    sheet: 'settings',
    path: '/settings/language',
    prepare: (page) => page.waitForSelector('#main input[type="radio"]'),
  },
  'room, one of whom is blocked, one of whom has a status': {
    sheet: 'room',
    path: '/r/r_rel',
    prepare: async (page) => {
      await rows(page);
      await page.evaluate(() => {
        const { server } = globalThis as unknown as { server: { emit: (event: string, payload: object) => void } };
        const settings = { directFrom: 'all', receipts: true, quietHours: null, language: null, blocked: ['u_wei'] };
        server.emit('settings:update', { settings });
        const na = { id: 'u_na', username: 'lina', displayName: '李娜', guest: true, rev: 1 };
        server.emit('people:update', { users: [{ ...na, status: { emoji: '🌴', text: '休假' } }] });
      });
      await page.locator('[data-row] p button').first().waitFor();
      await page.locator('[data-row] [role="img"]').first().waitFor();
    },
  },
  'what was reported, on the server': {
    sheet: 'administration',
    path: '/settings/reports?account&owner',
    prepare: (page) => page.waitForSelector('#main article'),
  },
  'what was reported, in a room': {
    sheet: 'overlays',
    path: '/r/r_empty',
    look: { width: 360, height: 740 },
    prepare: async (page) => {
      await page.getByRole('button', { name: /^(Room menu|频道菜单)$/ }).click();
      await page.getByRole('menuitem', { name: /^(Reports|举报)$/ }).click();
      await page.waitForSelector('dialog article');
    },
  },
  'report a message': {
    sheet: 'overlays',
    path: '/r/r_rel',
    prepare: async (page) => {
      await rows(page);
      const row = page.locator('[data-row]', { hasText: 'Cluster is healthy' });
      // By keyboard: what is loaded meanwhile moves the row away from under a pointer.
      await page.keyboard.press('F6');
      await row.focus();
      await row.getByRole('button', { name: /^(More actions|更多操作)$/ }).press('Enter');
      await page.getByRole('menuitem', { name: /^(Report…|举报…)$/ }).click();
      await page.waitForSelector('dialog form');
    },
  },
  'account of a guest': { sheet: 'settings', path: '/r/r_rel', prepare: openAccount },
  'account with an address': {
    sheet: 'settings',
    path: '/settings/account?account&sso',
    look: { width: 360, height: 740 },
    prepare: (page) => page.getByText('xiaoming@example.com').waitFor(),
  },
  'sign in, second factor': {
    sheet: 'join',
    path: '/?join',
    look: { width: 360, height: 740 },
    prepare: async (page) => {
      await page.getByRole('button', { name: /^(I have an account|我有账号)$/ }).click();
      await page.locator('input[name="name"]').fill('codes');
      await page.locator('input[name="password"]').fill('correct horse');
      await page.keyboard.press('Enter');
      await page.waitForSelector('input[name="code"]');
    },
  },
  'account, delete': {
    sheet: 'settings',
    path: '/settings/account?account',
    look: { width: 360, height: 740 },
    prepare: async (page) => {
      await page.locator('#main button', { hasText: /^(Delete the account|删除账号)$/ }).click();
      await page.waitForSelector('dialog ul');
    },
  },
  security: {
    sheet: 'settings',
    path: '/settings/security?account',
    look: { width: 360, height: 740 },
    prepare: async (page) => {
      await page.locator('#main li', { hasText: 'iPhone' }).first().waitFor();
      await page.locator('#main button', { hasText: /^(Set up codes|设置验证码)$/ }).waitFor();
    },
  },
  'second factor, new': {
    sheet: 'settings',
    path: '/settings/security?account',
    prepare: async (page) => {
      await page.locator('#main button', { hasText: /^(Set up codes|设置验证码)$/ }).click();
      await page.locator('#main svg[role="img"]').waitFor();
    },
  },
  'second factor, recovery codes': {
    sheet: 'settings',
    path: '/settings/security?account',
    look: { width: 360, height: 740 },
    prepare: async (page) => {
      await page.locator('#main button', { hasText: /^(Set up codes|设置验证码)$/ }).click();
      await page.locator('input[name="code"]').fill('123456');
      await page.keyboard.press('Enter');
      await page.locator('#main [role="status"]').waitFor();
    },
  },
  'second factor, off': {
    sheet: 'settings',
    path: '/settings/security?account',
    prepare: async (page) => {
      await page.locator('#main button', { hasText: /^(Set up codes|设置验证码)$/ }).click();
      await page.locator('input[name="code"]').fill('123456');
      await page.keyboard.press('Enter');
      await page.locator('#main button', { hasText: /^(I have kept them|我已保存)$/ }).click();
      await page.locator('#main button', { hasText: /^(Switch off|关闭)$/ }).click();
      await page.locator('input[name="current"]').first().waitFor();
    },
  },
  'people of the server': {
    sheet: 'administration',
    path: '/settings/people?account&owner',
    prepare: async (page) => {
      await page.locator('#main section li button').nth(2).click();
      await page.waitForSelector('[role="menuitem"]');
      await page.getByRole('menuitem', { name: /^(Link for a new password|新密码链接)$/ }).click();
      await page.waitForSelector('#main code');
    },
  },
  'phone: people of the server': {
    path: '/settings/people?account&owner',
    look: { width: 360, height: 740, touch: true },
    prepare: async (page) => {
      await page.locator('#main section li button').nth(2).click();
      await page.waitForSelector('[role="menuitem"]');
    },
  },
  storage: {
    sheet: 'administration',
    path: '/settings/storage?account&owner',
    look: { width: 360, height: 740 },
    prepare: (page) => page.waitForSelector('#main dd'),
  },
  'server status': {
    sheet: 'ops',
    path: '/ops?account&owner',
    look: { width: 1_920, height: 1_080 },
    prepare: async (page) => {
      await page.locator('figure canvas').last().waitFor();
      for (const how of await page.locator('summary').all()) await how.click();
    },
  },
  'phone: server status that is not told any more': {
    sheet: 'ops',
    path: '/ops?account&owner&ops=stale',
    look: { width: 360, height: 740, touch: true },
    prepare: async (page) => {
      await page.locator('figure canvas').last().waitFor();
      await page.getByRole('button', { name: /^(Last day|近 24 小时)$/ }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  'server status, just started': {
    sheet: 'ops',
    path: '/ops?account&owner&ops=young',
    prepare: (page) => page.locator('figure canvas').last().waitFor(),
  },
  'server status for somebody else': {
    path: '/ops?account',
    look: { width: 360, height: 740 },
    prepare: (page) => page.waitForSelector('#main h1'),
  },
  retention: {
    sheet: 'administration',
    path: '/settings/storage?account&owner&holds',
    look: { width: 360, height: 740 },
    prepare: (page) => page.waitForSelector('#main section li'),
  },
  'audit log': {
    sheet: 'administration',
    path: '/settings/audit?account&owner',
    prepare: (page) => page.waitForSelector('#main section li'),
  },
  'phone: audit log of what is not there': {
    sheet: 'administration',
    path: '/settings/audit?account&owner',
    look: { width: 360, height: 740, touch: true },
    prepare: async (page) => {
      await page.waitForSelector('#main section li');
      await page.locator('input[name="room"]').fill('nowhere');
      await page.waitForSelector('#main [role="alert"]');
    },
  },
  'join, invited where nobody comes in by a name alone': {
    sheet: 'join',
    path: '/invite/c0de?join&private',
    look: { width: 360, height: 640 },
    prepare: (page) => page.waitForSelector('input[autocomplete="new-password"]'),
  },
  'invitation that counts no more': {
    sheet: 'invitation',
    path: '/invite/c0de',
    look: { width: 360, height: 640 },
    prepare: async (page) => {
      await page.getByRole('button', { name: /^(Accept the invitation|接受邀请)$/ }).click();
      await page.getByRole('button', { name: /^(To your conversations|查看会话)$/ }).waitFor();
    },
  },
  'links into a room': {
    sheet: 'overlays',
    path: '/r/r_empty',
    look: { width: 360, height: 640 },
    prepare: async (page) => {
      await page.getByRole('button', { name: /^(Room menu|频道菜单)$/ }).click();
      await page.getByRole('menuitem', { name: /^(Invitation links|邀请链接)$/ }).click();
      await page.waitForSelector('dialog li');
    },
  },
  'sign-in and invitations': {
    sheet: 'administration',
    path: '/settings/entrance?account&owner&private',
    look: { width: 360, height: 640 },
    prepare: (page) => page.waitForSelector('#main section li'),
  },
  'password by a link': {
    sheet: 'join',
    path: '/password?join#u_1.s3cr3t',
    look: { width: 360, height: 640 },
    prepare: (page) => page.waitForSelector('input[autocomplete="new-password"]'),
  },
  'e-mails ended by a link': {
    sheet: 'join',
    path: '/unsubscribe?join#u_1.s3cr3t',
    look: { width: 360, height: 640 },
    prepare: async (page) => {
      await page.getByRole('button', { name: /^(Stop these e-mails|不再接收)$/ }).click();
      await page.getByRole('button', { name: /^(Go on|继续)$/ }).waitFor();
    },
  },
  'create a room': {
    sheet: 'overlays',
    path: '/rooms',
    prepare: async (page) => {
      await page.locator('#main header button').last().click();
      await page.waitForSelector('dialog form');
    },
  },
  'phone: list': {
    path: '/',
    look: phone,
    prepare: (page) => page.waitForSelector('nav ul a'),
  },
  'phone: room': { path: '/r/r_rel', look: phone, prepare: rows },
  'phone: members': {
    path: '/r/r_rel/members',
    look: phone,
    prepare: (page) => page.waitForSelector('#panel li'),
  },
};
