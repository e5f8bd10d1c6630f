import type { State } from '../scene.ts';

export const join: readonly State[] = [
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
      await stage.says('link.goneTitle');
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
  {
    state: 'loading',
    who: 'nobody',
    show: async (stage) => {
      await stage.open('/');
      await stage.page.locator('form').waitFor();
      stage.silence();
      await stage.page.locator('input[name="name"]').fill('小雨');
      await stage.page.keyboard.press('Enter');
      await stage.page.locator('form [aria-busy="true"]').waitFor();
    },
  },
];
