import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { axeFindings } from './support/axe.ts';
import type { Look } from './support/browser.ts';
import { scriptedApp } from './support/scripted-app.ts';
import { settled } from './support/still.ts';

const app = scriptedApp();

// What one reads, and what counts as read. Over a server by script.

const open = async (path: string, look: Look = {}): Promise<Page> => {
  const page = await app.openPage(path, look);
  await page.waitForSelector('[data-row]');
  await settled(page);
  return page;
};

type Scripted = {
  readonly server: {
    readonly reads: Map<string, number>;
    readonly scripts: Map<string, () => unknown>;
    readonly counts: (name: string) => number;
    readonly cut: () => void;
    readonly say: (content: string, more: object) => void;
  };
};

type Beginning = {
  inboxRev: number;
  readonly log: (conversation: string) => { readonly append: (content: string, more: object) => unknown };
  readonly lines: Map<string, object>;
  readonly entry: (conversation: string) => object;
  readonly emit: (event: string, payload: object) => void;
};

const readUpTo = (page: Page): Promise<number | undefined> =>
  page.evaluate(() => (globalThis as unknown as Scripted).server.reads.get('r_design'));

const distance = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const log = document.querySelector('[role="log"]');
    return log ? log.scrollHeight - log.scrollTop - log.clientHeight : NaN;
  });

/** Whether the row stands whole within the view. */
const isInView = (page: Page, seq: number): Promise<boolean> =>
  page.evaluate((number) => {
    const view = document.querySelector('[role="log"]')?.getBoundingClientRect();
    const row = document.querySelector(`[aria-posinset="${number}"]`)?.getBoundingClientRect();
    return view !== undefined && row !== undefined && row.top >= view.top && row.bottom <= view.bottom + 1;
  }, seq);

describe('[WEB-18] what was seen is what is read', () => {
  test('Esc above 200 unread messages goes to the very newest, and they are read once they are seen there', async () => {
    const page = await open('/r/r_design?long=600&unread=200');
    expect(await readUpTo(page)).toBe(400);
    // What is read in the frame that shows the newest: by the time that a busy machine has told the test of it, more may be.
    const readThen = page.evaluate(
      () =>
        new Promise<number | undefined>((done) => {
          const look = (): void => {
            if (document.querySelector('[aria-posinset="600"]'))
              done((globalThis as unknown as Scripted).server.reads.get('r_design'));
            else requestAnimationFrame(look);
          };
          look();
        }),
    );
    await page.keyboard.press('Escape');
    expect(await readThen).toBe(400);
    await settled(page);
    expect(await distance(page)).toBeLessThanOrEqual(1);
    expect(await isInView(page, 600)).toBe(true);
    await expect.poll(() => readUpTo(page)).toBe(600);
    expect(await page.locator('[data-row] [role="separator"]').count()).toBe(0);
  });

  test('who sends from an old link, or above the unread, sees the own message; ↑ edits it where it is seen', async () => {
    for (const path of ['/r/r_design/m/50?long=600', '/r/r_design?long=600&unread=200']) {
      const page = await open(path);
      await page.locator('#composer').fill('mine, at last');
      await page.locator('#composer').press('Enter');
      await page.getByText('mine, at last', { exact: true }).waitFor();
      await settled(page);
      expect(await distance(page)).toBeLessThanOrEqual(1);
      await expect.poll(() => isInView(page, 601)).toBe(true);
      await page.locator('#composer').press('ArrowUp');
      await page.keyboard.type('!');
      expect(await page.locator('[data-row] textarea').inputValue()).toBe('mine, at last!');
      await settled(page);
      expect(await isInView(page, 601)).toBe(true);
      await page.context().close();
    }
  });

  test('↑ edits the last own message where it is seen, also from far above', async () => {
    const page = await open('/r/r_design?long=300');
    await page.locator('#composer').fill('to be corrected');
    await page.locator('#composer').press('Enter');
    await page.waitForSelector('[aria-posinset="301"]');
    await page.mouse.move(700, 400);
    await page.mouse.wheel(0, -3_000);
    await settled(page);
    await page.locator('#composer').press('ArrowUp');
    await page.keyboard.type('.');
    await settled(page);
    expect(await page.locator('[data-row] textarea').inputValue()).toBe('to be corrected.');
    expect(await isInView(page, 301)).toBe(true);
  });

  test('400 messages that come after an absence of the connection leave the place, with the line before the first', async () => {
    const page = await open('/r/r_design?long=300');
    expect(await distance(page)).toBeLessThanOrEqual(1);
    await page.evaluate(() => {
      const { server } = globalThis as unknown as Scripted;
      server.cut();
      for (let count = 1; count <= 400; count += 1)
        server.say(`missed ${count}`, { conversation: 'r_design', lost: true, at: Date.now() });
    });
    await page.getByRole('button', { name: '400 new messages' }).waitFor();
    await settled(page);
    expect(await isInView(page, 300)).toBe(true);
    await page.waitForTimeout(1_600);
    expect(await readUpTo(page)).toBe(300);
    await page.mouse.move(700, 400);
    await page.mouse.wheel(0, 300);
    await settled(page);
    expect(await page.locator('[aria-posinset="301"] [role="separator"]').count()).toBe(1);
    await page.getByRole('button', { name: '400 new messages' }).click();
    await settled(page);
    expect(await isInView(page, 700)).toBe(true);
    await expect.poll(() => readUpTo(page)).toBe(700);
  });
});

test('[WEB-18] what is marked unread as soon as it comes is not read a second later', async () => {
  const page = await open('/r/r_design?long=300');
  await page.evaluate(() =>
    (globalThis as unknown as Scripted).server.say('news', { conversation: 'r_design', at: Date.now() }),
  );
  await page.locator('[aria-posinset="301"]').focus();
  await page.keyboard.press('u');
  await page.waitForTimeout(1_600);
  expect(await readUpTo(page)).toBe(300);
});

test('[WEB-18] what is seen is read while more comes all the time', async () => {
  const page = await open('/r/r_design?long=300');
  await page.evaluate(() => {
    const { server } = globalThis as unknown as Scripted;
    setInterval(() => server.say('and on', { conversation: 'r_design', at: Date.now() }), 200);
  });
  await expect.poll(() => readUpTo(page)).toBeGreaterThan(303);
  await expect.poll(() => readUpTo(page)).toBeGreaterThan(312);
});

test('[WEB-3] among older messages the unread are below, and nothing points up to them', async () => {
  const page = await open('/r/r_design/m/100?long=600&unread=200');
  await page.locator('[aria-posinset="100"]').waitFor();
  await settled(page);
  await page.getByRole('button', { name: '200 new messages' }).waitFor();
  expect(await page.getByRole('button', { name: 'First unread' }).count()).toBe(0);
});

test('[WEB-18] what was read as the connection was lost is read when it is back, though nothing new has come', async () => {
  const page = await open('/r/r_design?long=300');
  await page.evaluate(() => {
    const { server } = globalThis as unknown as Scripted;
    server.scripts.set('read:mark', () => {
      server.scripts.delete('read:mark');
      server.cut();
      return new Promise(() => undefined);
    });
    server.say('news', { conversation: 'r_design', at: Date.now() });
  });
  await expect.poll(() => readUpTo(page)).toBe(301);
  await expect.poll(() => page.getByRole('link', { name: /产品设计.*unread/ }).count()).toBe(0);
});

test('[WEB-7] lines that are broken fast keep the bottom in view in every frame', async () => {
  const page = await open('/r/r_design?long=300');
  await page.locator('#composer').focus();
  await page.keyboard.type('x');
  for (let count = 0; count < 8; count += 1) await page.keyboard.press('Shift+Enter');
  await settled(page);
  expect(await distance(page)).toBeLessThanOrEqual(1);
});

test('[WEB-20] the message that a link leads to is readable while it is marked', async () => {
  const page = await app.openPage('/r/r_empty');
  // It is marked for two seconds, which is less than axe may take.
  await page.addInitScript(() => {
    const { setTimeout: after } = globalThis;
    const setTimeout = (callback: () => void, delay?: number) => after(callback, delay === 2_000 ? 60_000 : delay);
    Object.assign(globalThis, { setTimeout });
  });
  await page.goto(app.url('/r/r_rel/m/246'));
  await page.waitForSelector('[class*="highlighted"]');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await axeFindings(page)).toEqual([]);
    expect(await page.locator('[class*="highlighted"]').count()).toBe(1);
  }
});

test('[WEB-38] a quote and what one replies to say what the message says now; deleted words are nowhere', async () => {
  const page = await open('/r/r_rel');
  type Log = { readonly edit: (seq: number, content: string) => unknown; readonly delete: (seq: number) => unknown };
  const change = (seq: number, content?: string): Promise<void> =>
    page.evaluate(
      ([at, words]) => {
        const { server } = globalThis as unknown as {
          server: { log: (conversation: string) => Log; emit: (event: string, payload: unknown) => void };
        };
        const log = server.log('r_rel');
        server.emit('message:update', words === undefined ? log.delete(at) : log.edit(at, words));
      },
      [seq, content] as const,
    );
  const quote = page.locator('[data-row]', { hasText: '收到，正在看' }).getByRole('button', { name: /In reply to/ });
  await expect.poll(() => quote.innerText()).toContain('Redis');
  await page.locator('[aria-posinset="245"]').focus();
  await page.keyboard.press('r');
  const replying = page.getByText('Replying to');
  await replying.waitFor();
  await change(245, 'corrected words');
  await expect.poll(() => quote.innerText()).toContain('corrected words');
  await expect.poll(() => replying.innerText()).toContain('corrected words');
  await change(245);
  await expect.poll(() => replying.innerText()).toContain('deleted');
  await expect.poll(() => quote.innerText()).toContain('deleted');
  expect(await page.getByText('corrected words').count()).toBe(0);
});

test.each([
  [{}, 'This message is no longer kept'],
  [{ locale: 'zh-CN', theme: 'dark', width: 360 }, '这条消息已不再保留'],
] as const)(
  '[RET-6] a quote and a link say of what retention took that it is no longer kept, %j',
  async (look, words) => {
    const page = await open('/r/r_rel', look);
    const row = page.locator('[data-row]', { hasText: '收到，正在看' });
    await row.getByRole('button', { name: /Redis/ }).waitFor();
    await page.evaluate(() => {
      type Trimming = {
        readonly log: (conversation: string) => { first: number };
        readonly emit: (event: string, payload: object) => void;
      };
      const { server } = globalThis as unknown as { server: Trimming };
      server.log('r_rel').first = 246;
      server.emit('conversation:trimmed', { conversation: 'r_rel', first: 246 });
    });
    await row.getByRole('button', { name: words }).press('Enter');
    const told = page.getByRole('status').getByText(words);
    await told.waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await told.waitFor({ state: 'detached' });
    await page.evaluate(() => history.pushState(null, '', '/r/r_rel/m/3'));
    await told.waitFor();
    expect(await row.isVisible()).toBe(true);
  },
);

test('[WEB-41] people are shown before one types, and found by name, username, initials and pinyin; nobody else is offered', async () => {
  const page = await open('/r/r_rel');
  await page.locator('#sidebar').getByRole('button', { name: 'New direct message' }).click();
  const dialog = page.locator('dialog');
  const offered = dialog.locator('li button[aria-pressed]');
  await offered.filter({ hasText: 'Amelia Chen' }).waitFor();
  expect(await offered.count()).toBe(4);
  for (const [typed, name] of [
    ['@ac', 'Amelia Chen'],
    ['@chen', 'Amelia Chen'],
    ['@zhangwei', '张伟'],
    ['@lin', '李娜'],
    ['@ln', '李娜'],
    ['@bob', 'bob'],
  ] as const) {
    await dialog.locator('input').fill(typed);
    await expect.poll(() => offered.allInnerTexts()).toHaveLength(1);
    expect(await offered.innerText()).toContain(name);
  }
  await dialog.locator('input').fill('@zzz');
  await page.waitForTimeout(400);
  expect(await offered.count()).toBe(0);
});

test.each([
  ['en', 'no longer here', '张伟 is no longer here: nobody would read what is written.', 'Read what was said'],
  ['zh-CN', '已离开', '张伟 已离开，写下的话没有人会看到。', '查看往来消息'],
] as const)(
  '[WEB-51] who is gone is marked in the list, the header and on the card, and is not written to (%s)',
  async (locale, mark, words, read) => {
    const page = await open('/d/d_wei', { locale });
    await page.locator('#composer').fill('I was about to say');
    await page.evaluate(() => {
      const { server } = globalThis as unknown as { server: Beginning };
      const wei = { id: 'u_wei', username: 'zhangwei', displayName: '张伟', guest: true, rev: 1, deactivated: true };
      server.emit('people:update', { users: [wei] });
    });
    await page.getByText(words).waitFor();
    // Nothing typed is lost.
    expect(await page.locator('#composer textarea').inputValue()).toBe('I was about to say');
    await page.locator('#main header').getByText(mark).waitFor();
    await page.locator('nav').getByRole('link', { name: /张伟/ }).getByText(mark).waitFor();
    expect(await page.locator('[data-row]').count()).toBeGreaterThan(0);
    await page.locator('#main header').getByRole('button', { name: /张伟/ }).click();
    await page.getByRole('dialog').getByText(mark).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: read }).click();
    expect(await axeFindings(page)).toEqual([]);
  },
);

test('[WEB-50] addresses by person and by username lead to the conversation, and keep what is open in it', async () => {
  const page = await open('/d/u_wei');
  expect(new URL(page.url()).pathname).toBe('/d/d_wei');
  await page.goto(app.url('/dm/zhangwei/m/3'));
  await page.waitForURL('**/d/d_wei/m/3');
  await page.goto(app.url('/dm/bob'));
  await page.waitForURL('**/d/u_bo');
  await page.locator('#composer').waitFor();
  await page.goto(app.url('/d/d_nobodys'));
  await page.getByText('This conversation cannot be shown').waitFor();
});

test('[WEB-17] a room that was never read says why there is nothing, and Retry helps', async () => {
  const page = await open('/r/r_rel');
  await page.evaluate(() => {
    const { server } = globalThis as unknown as { server: { refusals: string[]; readonly cut: () => void } };
    server.refusals = Array.from({ length: 100 }, () => 'unreachable');
    server.cut();
  });
  await page.getByRole('link', { name: /前端工程/ }).click();
  await page.getByText('has not been loaded yet').waitFor();
  // In one step, or the client would connect again by itself meanwhile, and the button would be gone.
  await page.waitForFunction(() => {
    const button = [...document.querySelectorAll<HTMLElement>('#main button')].find(({ textContent }) =>
      /try/i.test(textContent),
    );
    if (!button) return false;
    (globalThis as unknown as { server: { refusals: string[] } }).server.refusals = [];
    button.click();
    return true;
  });
  await page.waitForSelector('[data-row]');
});

/** The server takes a room from the reader. */
const takeAway = (page: Page, conversation: string, step: object): Promise<void> =>
  page.evaluate(
    ([removed, told]) => {
      const { server } = globalThis as unknown as { server: Beginning };
      const rev = server.inboxRev + 1;
      server.inboxRev = rev;
      server.lines.delete(removed);
      server.emit('inbox:update', { prev: rev - 1, rev, removed, ...told });
    },
    [conversation, step] as const,
  );

test.each([
  ['en', 'You are no longer in 前端工程', 'Amelia Chen removed you from this room.', '. '],
  ['zh-CN', '你已不在 前端工程 中', 'Amelia Chen 将你移出了这个频道。', '。'],
] as const)(
  '[WEB-40] who is removed from a room is told by whom, there or in passing (%s)',
  async (locale, title, words, between) => {
    const page = await open('/r/r_web', { locale });
    await takeAway(page, 'r_web', { why: 'removed', by: 'u_ac' });
    await page.getByRole('heading', { name: title }).waitFor();
    await page.getByText(words, { exact: true }).waitFor();
    expect(await axeFindings(page)).toEqual([]);

    const elsewhere = await open('/r/r_rel', { locale });
    await takeAway(elsewhere, 'r_web', { why: 'removed', by: 'u_ac' });
    await elsewhere.getByText(`${title}${between}${words}`).first().waitFor();
    await elsewhere.locator('#composer').waitFor();
  },
);

test('[WEB-41] who was invited is marked so in the list', async () => {
  const page = await app.openPage('/r/r_empty');
  await page.locator('#main header [aria-haspopup="menu"]').click();
  await page.getByRole('menuitem', { name: 'Invite people' }).click();
  const person = (name: string) => page.locator('dialog li button', { hasText: name });
  await person('Amelia Chen').click();
  await person('Amelia Chen').getByText('Invited', { exact: true }).waitFor();
  expect(await person('张伟').getByText('Invited').count()).toBe(0);
  expect(await axeFindings(page)).toEqual([]);
  // Asked for again, she is not invited again.
  await page.locator('dialog input').fill('Amelia Chen');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('dialog input').inputValue()).toBe('');
  const asked = await page.evaluate(() => (globalThis as unknown as Scripted).server.counts('room:invite'));
  expect(asked).toBe(1);
});

test('[WEB-40] that one was removed, and by whom, is said after a reload too, until it is dismissed', async () => {
  const page = await open('/r/r_web');
  await takeAway(page, 'r_web', { why: 'removed', by: 'u_ac' });
  const title = page.getByRole('heading', { name: 'You are no longer in 前端工程' });
  const words = page.getByText('Amelia Chen removed you from this room.', { exact: true });
  await words.waitFor();
  // The server begins anew with the page: from now on without the room.
  await page.addInitScript(() => {
    let kept: object | undefined;
    Object.defineProperty(globalThis, 'server', {
      get: () => kept,
      set: (server: { readonly logs: Map<string, object> }) => {
        kept = server;
        server.logs.delete('r_web');
      },
    });
  });
  await page.reload();
  await title.waitFor();
  await words.waitFor();
  await page.getByRole('button', { name: 'Back to the inbox' }).click();
  await page.waitForURL(app.url('/'));
  for (const again of [() => page.goto(app.url('/r/r_web')), () => page.reload()]) {
    await again();
    await page.locator('#main h1').waitFor();
    expect(await title.count()).toBe(0);
    expect(await words.count()).toBe(0);
  }
});

test('[WEB-40] who left on another device is told that, and whose invitation ended, that', async () => {
  const page = await open('/r/r_web');
  await takeAway(page, 'r_web', { why: 'left' });
  await page.getByText('You left it, here or on another device.').waitFor();
  const invited = await app.openPage('/r/r_inv');
  await invited.getByText('张伟 invites you to this private room.').waitFor();
  await takeAway(invited, 'r_inv', { why: 'removed', by: 'u_nobody_known' });
  await invited.getByText(/^You are no longer invited to/).waitFor();
  await invited.getByText('Somebody withdrew the invitation.').waitFor();
});
