import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { axeFindings } from './support/axe.ts';
import type { Look } from './support/browser.ts';
import { scriptedApp } from './support/scripted-app.ts';
import { settled } from './support/still.ts';

// What is kept: pins, saved messages, what is to be sent later, former texts and polls, over a server by script.

const app = scriptedApp();
const phone: Look = { width: 360, height: 640, locale: 'zh-CN', theme: 'dark' };

const open = async (path: string, look: Look = {}): Promise<Page> => {
  const page = await app.openPage('/', look);
  await page.goto(app.url(`${path}?kept`));
  return page;
};
const asked = (page: Page, name: string): Promise<object | undefined> =>
  page.evaluate(
    (event) =>
      (globalThis as unknown as { server: { asked: { name: string; payload: object }[] } }).server.asked.findLast(
        (one) => one.name === event,
      )?.payload,
    name,
  );
const count = (page: Page, name: string): Promise<number> =>
  page.evaluate(
    (event) =>
      (globalThis as unknown as { server: { asked: { name: string }[] } }).server.asked.filter(
        (one) => one.name === event,
      ).length,
    name,
  );
const shot = async (page: Page, name: string): Promise<void> => {
  const directory = process.env['ROOKERY_SHOTS'];
  if (directory) await page.screenshot({ path: `${directory}/${name}.png` });
};
/** Opens the menu of the row with these words. */
const openMenu = async (page: Page, words: string): Promise<void> => {
  // The whole timeline is there, and rests.
  await page.getByRole('button', { name: /^下周再说/ }).waitFor();
  await settled(page);
  const row = page.locator('[data-row]', { hasText: words });
  // It comes over the row, also where it rested there before.
  await page.mouse.move(0, 0);
  await row.hover();
  await row.getByRole('button', { name: /^(More|更多)/ }).click();
};

describe('what is kept', () => {
  test('[WEB-180] pinned messages have a panel, and are unpinned there', async () => {
    for (const look of [{}, phone]) {
      const page = await open('/r/r_kept/pins', look);
      const panel = page.locator('#panel');
      await panel.getByText('pnpm ops rollback').waitFor();
      expect(await axeFindings(page)).toEqual([]);
      await panel.getByRole('button', { name: /^(Unpin|取消置顶)$/ }).click();
      await expect.poll(() => asked(page, 'pin:set')).toMatchObject({ conversation: 'r_kept', seq: 3, on: false });
    }
    expect(app.faults()).toEqual([]);
  });

  test('[WEB-181, WEB-187] saved messages and those not sent yet have a page, in both languages, as narrow as a phone', async () => {
    for (const look of [{}, phone]) {
      const page = await open('/saved', look);
      await page.getByText('Cluster is healthy').waitFor();
      expect(await axeFindings(page)).toEqual([]);
      await page
        .getByRole('button', { name: /^(Mark as done|标记为完成)$/ })
        .first()
        .click();
      await expect.poll(() => asked(page, 'saved:set')).toMatchObject({ seq: 4, on: true, done: true });
      await page.getByRole('link', { name: /^(Drafts and unsent|草稿与待发)$/ }).click();
      await page.getByText('Good morning, everybody').waitFor();
      // Beside them what did not go out, and what was begun in whatever conversation.
      await page.getByText('迁移卡在槽 5461').waitFor();
      await shot(page, `waiting-${look === phone ? 'phone-dark-zh' : 'wide'}`);
      expect(await axeFindings(page)).toEqual([]);
      await page
        .getByRole('button', { name: /^(Do not send|取消发送)$/ })
        .first()
        .click();
      await expect.poll(() => asked(page, 'later:cancel')).toEqual({ id: 'l1' });
    }
  });

  test('[WEB-181] a reminder is said when it comes', async () => {
    const page = await open('/r/r_kept');
    await page.locator('[data-row]').last().waitFor();
    const remind = () =>
      page.evaluate(() => {
        const { server } = globalThis as unknown as {
          server: {
            log: (id: string) => { messages: object[] };
            emit: (name: string, payload: object) => void;
          };
        };
        const message = server.log('r_kept').messages[3];
        server.emit('saved:update', { conversation: 'r_kept', seq: 4, saved: { message, at: 1 }, isDue: true });
      });
    // What tells of it is loaded after the first screen.
    const said = page.getByRole('status').getByText('Reminder: Cluster is healthy', { exact: false });
    await expect
      .poll(async () => {
        await remind();
        return said.count();
      })
      .toBeGreaterThan(0);
  });

  test('[WEB-182] a message’s menu shows what it said before', async () => {
    const page = await open('/r/r_kept');
    await openMenu(page, 'p99 fan-out');
    await page.getByRole('menuitem', { name: 'Earlier versions' }).click();
    const dialog = page.getByRole('dialog', { name: 'Earlier versions' });
    await dialog.getByText('Cluster is heathy').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await openMenu(page, 'p99 fan-out');
    await page.getByRole('menuitem', { name: 'Save for later' }).click();
    await expect.poll(() => asked(page, 'saved:set')).toMatchObject({ conversation: 'r_kept', seq: 4, on: true });
  });

  test('[WEB-183] a poll is answered by a click or a key', async () => {
    for (const look of [{}, phone]) {
      const page = await open('/r/r_kept', look);
      const option = page.getByRole('button', { name: /^下周再说/ });
      await option.focus();
      await page.keyboard.press('Enter');
      await expect.poll(() => asked(page, 'poll:vote')).toEqual({ conversation: 'r_kept', seq: 5, options: [2] });
      await expect.poll(() => option.getAttribute('aria-pressed')).toBe('true');
      expect(await axeFindings(page)).toEqual([]);
    }
  });

  test('[WEB-183] a poll is asked from the room’s menu', async () => {
    const page = await open('/r/r_kept');
    await page.locator('[data-row]').last().waitFor();
    await page.getByRole('button', { name: 'Room menu' }).click();
    await page.getByRole('menuitem', { name: 'Poll…' }).click();
    const dialog = page.getByRole('dialog', { name: 'New poll' });
    await dialog.getByLabel('Question').fill('When?');
    await dialog.getByLabel('Option 1').fill('now');
    await dialog.getByLabel('Option 2').fill('later');
    await dialog.getByLabel('Closes (optional)').fill('2099-12-31T18:00');
    expect(await axeFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Ask' }).click();
    await expect
      .poll(() => asked(page, 'poll:create'))
      .toMatchObject({
        ...{ conversation: 'r_kept', question: 'When?', options: ['now', 'later'] },
        closesAt: new Date('2099-12-31T18:00').getTime(),
      });
  });

  test('[WEB-188] a link to a message shows it, as the reader may read it, without moving anything', async () => {
    for (const look of [{}, phone]) {
      const page = await open('/r/r_links', look);
      const cards = page.getByRole('group', { name: /^(Messages it links to|链接指向的消息)$/ });
      await cards.getByText('Cluster is healthy').waitFor();
      await cards.getByText(/^(A message in a conversation that you are not in|这条消息在你未加入的会话中)$/).waitFor();
      await settled(page);
      await shot(page, `quotes-${look === phone ? 'phone-dark-zh' : 'wide'}`);
      expect(await axeFindings(page)).toEqual([]);
      const heights = await cards.evaluateAll((all) =>
        all.map((one) => [one.clientHeight, one.parentElement?.clientHeight]),
      );
      expect(heights).toEqual([
        [76, 76],
        [158, 158],
      ]);
      // It follows what becomes of the message.
      await page.evaluate(() => {
        const { server } = globalThis as unknown as {
          server: {
            log: (id: string) => { edit: (seq: number, words: string) => object; delete: (seq: number) => object };
            emit: (name: string, payload: object) => void;
          };
        };
        server.emit('message:update', server.log('r_rel').edit(243, 'Cluster was ill'));
        server.emit('message:update', server.log('r_rel').delete(241));
      });
      await cards.getByText('Cluster was ill').waitFor();
      await cards.getByText(/^(This message was deleted|此消息已删除)$/).waitFor();
      await cards.getByText('Cluster was ill').click();
      await page.waitForURL('**/r/r_rel/m/243*');
      // Nor does it show what retention has taken. [RET-6]
      await page.goBack();
      await cards.getByText('Cluster was ill').waitFor();
      await page.evaluate(() => {
        const { server } = globalThis as unknown as {
          server: { log: (id: string) => { first: number }; emit: (name: string, payload: object) => void };
        };
        server.log('r_rel').first = 244;
        server.emit('conversation:trimmed', { conversation: 'r_rel', first: 244 });
      });
      await cards
        .getByText(/^(This message is no longer kept|这条消息已不再保留)$/)
        .first()
        .waitFor();
      expect(await cards.getByText('Cluster was ill').count()).toBe(0);
    }
    expect(app.faults()).toEqual([]);
  });

  test('[WEB-189] a message is forwarded to a conversation that is found by its name, and shows who had said it', async () => {
    for (const look of [{}, phone]) {
      const page = await open('/r/r_links', look);
      const row = page.locator('[data-row]', { hasText: '值班同学请留意' });
      await row
        .getByText(/Amelia Chen/)
        .first()
        .waitFor();
      await row.locator('a[href$="/r/r_rel/m/243"]').waitFor();
      expect(await page.locator('[data-row]', { hasText: '合同已经签了' }).locator('blockquote a').count()).toBe(0);
      await settled(page);
      await row.focus();
      await row.getByRole('button', { name: /^(More|更多)/ }).press('Enter');
      await page.getByRole('menuitem', { name: /^(Forward…|转发…)$/ }).click();
      const dialog = page.getByRole('dialog', { name: /^(Forward|转发)$/ });
      await dialog.getByRole('searchbox').fill('qdgc');
      await dialog.getByRole('radio', { name: '前端工程' }).check();
      await dialog.getByRole('textbox', { name: /^(Say something|附言)/ }).fill('fyi');
      await shot(page, `forward-${look === phone ? 'phone-dark-zh' : 'wide'}`);
      expect(await axeFindings(page)).toEqual([]);
      await page.keyboard.press('Enter');
      await expect
        .poll(() => asked(page, 'message:room'))
        .toMatchObject({ conversation: 'r_web', content: 'fyi', forward: { conversation: 'r_links', seq: 3 } });
      await page
        .getByRole('status')
        .getByText(/前端工程/)
        .waitFor();
    }
    expect(app.faults()).toEqual([]);
  });

  test('[WEB-184, WEB-187] a draft goes to the server, and one of another device comes into the composer; it is sent later, with its lines, without notices', async () => {
    const page = await open('/r/r_kept');
    const composer = page.locator('#composer');
    await composer.fill('half a sentence');
    await expect
      .poll(() => asked(page, 'draft:set'))
      .toMatchObject({ conversation: 'r_kept', content: 'half a sentence' });
    await page.locator('nav a[href$="/saved"]').click();
    await page.getByRole('link', { name: 'Drafts and unsent' }).click();
    await page.locator('#main a[href$="/r/r_kept"]', { hasText: 'half a sentence' }).click();
    await composer.waitFor();
    expect(await composer.inputValue()).toBe('half a sentence');
    const hear = (content: string) =>
      page.evaluate(
        (text) =>
          (globalThis as unknown as { server: { emit: (name: string, payload: object) => void } }).server.emit(
            'draft:update',
            { conversation: 'r_kept', content: text, at: 1 },
          ),
        content,
      );
    // Until the server has acknowledged what was written here, that holds.
    await expect
      .poll(async () => {
        await hear('a whole sentence');
        return composer.inputValue();
      })
      .toBe('a whole sentence');
    await composer.fill('two\nlines');
    await page.getByRole('button', { name: 'Room menu' }).click();
    await page.getByRole('menuitem', { name: 'Send later…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Send later' });
    await dialog.getByRole('checkbox', { name: 'Without notices' }).check();
    expect(await axeFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Send then' }).click();
    await expect
      .poll(() => asked(page, 'later:add'))
      .toMatchObject({ conversation: 'r_kept', content: 'two\nlines', silent: true });
    await expect.poll(() => composer.inputValue()).toBe('');
  });

  test('[KEEP-10] a draft stays where the server has lost it or an older one, and goes where it was sent elsewhere', async () => {
    const page = await open('/r/r_kept');
    const composer = page.locator('#composer');
    const told = () => page.evaluate(() => localStorage.getItem('rookery.drafts.told') ?? '');
    /** The connection comes back, and the server knows these. Resolves once they were listed. */
    const comeBack = async (answer: object): Promise<void> => {
      const before = await count(page, 'drafts:list');
      await page.evaluate((drafts) => {
        const { server } = globalThis as unknown as {
          server: { scripts: Map<string, () => object>; cut: () => void };
        };
        server.scripts.set('drafts:list', () => drafts);
        server.cut();
      }, answer);
      await expect.poll(() => count(page, 'drafts:list')).toBeGreaterThan(before);
    };
    const conversation = 'r_kept';
    await composer.fill('many words');
    await expect.poll(told).toContain('many words');
    const lost = [
      { drafts: [] },
      { drafts: [], gone: [{ conversation, rev: 0 }] },
      { drafts: [{ conversation, content: 'many', at: 1, rev: 0 }], gone: [] },
    ];
    for (const answer of lost) {
      const before = await count(page, 'draft:set');
      await comeBack(answer);
      // It is told again.
      await expect.poll(() => count(page, 'draft:set')).toBeGreaterThan(before);
      expect(await asked(page, 'draft:set')).toMatchObject({ conversation, content: 'many words' });
      expect(await composer.inputValue()).toBe('many words');
      await expect.poll(told).toContain('many words');
    }
    await comeBack({ drafts: [{ conversation, content: 'more words', at: 2, rev: 99 }], gone: [] });
    await expect.poll(() => composer.inputValue()).toBe('more words');
    await comeBack({ drafts: [], gone: [{ conversation, rev: 100 }] });
    await expect.poll(() => composer.inputValue()).toBe('');
  });
});
