import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { axeFindings } from './support/axe.ts';
import { scriptedApp } from './support/scripted-app.ts';

// What features bring to the shell: panels, overlays, commands. Over a server by script.

const app = scriptedApp();

const open = async (path: string): Promise<Page> => {
  const page = await app.openPage(path);
  await page.waitForSelector('#composer');
  return page;
};

const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { activeElement } = document;
    return activeElement?.id || (activeElement?.getAttribute('aria-label') ?? activeElement?.tagName ?? '');
  });
const path = (page: Page): string => new URL(page.url()).pathname;

describe('[WEB-12] a panel', () => {
  test('has the focus when it was opened; Esc closes it and gives the focus back', async () => {
    const page = await open('/r/r_rel');
    await page.getByRole('link', { name: /^Members/ }).click();
    await page.waitForSelector('#panel li');
    expect(path(page)).toBe('/r/r_rel/members');
    await expect.poll(() => focused(page)).toBe('panel');
    await page.keyboard.press('Escape');
    await page.waitForSelector('#panel', { state: 'detached' });
    expect(path(page)).toBe('/r/r_rel');
    await expect.poll(() => focused(page)).toMatch(/^Members/);
  });

  test('is in the address: back closes it, and once closed it does not come back', async () => {
    const page = await open('/r/r_rel');
    await page.getByRole('link', { name: /^Members/ }).click();
    await page.waitForSelector('#panel');
    await page.goBack();
    await page.waitForSelector('#panel', { state: 'detached' });
    await page.goForward();
    await page.waitForSelector('#panel');
    await page.getByRole('button', { name: 'Close members' }).click();
    await page.waitForSelector('#panel', { state: 'detached' });
    await page.getByRole('link', { name: /前端工程/ }).click();
    await page.waitForURL('**/r/r_web');
    await page.goBack();
    await page.waitForURL('**/r/r_rel');
    expect(await page.locator('#panel').count()).toBe(0);
  });

  test('takes the focus from nobody when an address leads to it; Esc in the composer gives up the reply first', async () => {
    const page = await open('/r/r_rel/members');
    await page.waitForSelector('#panel li');
    await expect.poll(() => focused(page)).toBe('composer');
    await page.locator('#composer').press('Shift+ArrowUp');
    await page.getByText('Replying to').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('Replying to').waitFor({ state: 'detached' });
    expect(await page.locator('#panel').count()).toBe(1);
    await page.keyboard.press('Escape');
    await page.waitForSelector('#panel', { state: 'detached' });
    await expect.poll(() => focused(page)).toBe('composer');
    // Nothing is marked read yet: that is the next step.
    expect(await page.locator('[data-row] [role="separator"]').count()).toBe(1);
  });
});

describe('[WEB-12] what opens over the screen', () => {
  test('closes the topmost first, each giving the focus back', async () => {
    const page = await open('/r/r_empty');
    await page.getByRole('link', { name: /^Members/ }).click();
    const remove = page.getByRole('button', { name: 'Remove 李娜 from the room' });
    await remove.click();
    await page.waitForSelector('dialog');
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog', { state: 'detached' });
    await expect.poll(() => focused(page)).toBe('Remove 李娜 from the room');
    await page.keyboard.press('Escape');
    await page.waitForSelector('#panel', { state: 'detached' });
  });

  test('a room’s menu holds what features bring for this room and this reader', async () => {
    const items = async (room: string) => {
      const page = await open(room);
      await page.getByRole('button', { name: 'Room menu' }).click();
      await page.getByRole('menuitem').first().waitFor();
      return page.getByRole('menuitem').allInnerTexts();
    };
    expect(await items('/r/r_rel')).toEqual([
      'Search in this room',
      'Notifications…',
      'Who may do what',
      'Poll…',
      'Send later…',
      'Send without notices…',
      'Invitation links',
      'Go to a date…',
      'Leave room',
    ]);
    expect(await items('/r/r_empty')).toEqual([
      'Search in this room',
      'Notifications…',
      'Edit room',
      'Who may do what',
      'Export the room…',
      'Reports',
      'Invite people',
      'Poll…',
      'Send later…',
      'Send without notices…',
      'Invitation links',
      'Audit log',
      'Delete the room…',
      'Leave room',
    ]);
  });
});

describe('the people on the screen', () => {
  test('[WEB-25] have the names they have now: in rows, quotes, the sidebar, the panel and who types', async () => {
    const page = await open('/r/r_rel/members');
    await page.waitForSelector('#panel li');
    await page.locator('[data-row]', { hasText: '收到，正在看' }).getByText('李娜').waitFor();
    await page.evaluate(() => {
      const { server } = globalThis as unknown as { server: { emit: (event: string, payload: unknown) => void } };
      const lina = { id: 'u_na', username: 'lina', displayName: '李娜', guest: true, rev: 0 };
      server.emit('typing:update', { conversation: 'r_rel', users: [lina], more: 0 });
      server.emit('people:update', { users: [{ ...lina, displayName: 'Nana', rev: 1 }] });
    });
    await page.locator('[data-row]', { hasText: '收到，正在看' }).getByText('Nana').waitFor();
    await page.locator('[data-row] bdi', { hasText: 'Nana' }).first().waitFor();
    await page.locator('nav').getByText('Nana').waitFor();
    await page.locator('#panel').getByText('Nana').waitFor();
    await page.getByText('Nana is typing').waitFor();
    expect(await page.getByText('李娜').count()).toBe(0);
  });
});

test('nothing went wrong in any window', () => {
  expect(app.faults()).toEqual([]);
});

describe('[WEB-90] the settings', () => {
  test('are opened from the menu; Esc leads back to where one was', async () => {
    const page = await open('/r/r_rel');
    await page.locator('nav > button[aria-haspopup="menu"]').click();
    await page.getByRole('menuitem', { name: 'All settings' }).click();
    await page.locator('#main nav a[aria-current]:focus').waitFor();
    await page.keyboard.press('End');
    await page.waitForURL('**/settings/*');
    await page.keyboard.press('Escape');
    await page.waitForSelector('#composer');
    expect(path(page)).toBe('/r/r_rel');
  });

  test('[WEB-261] have how the app looks, its keys and what it is, each at its address, on a phone too', async () => {
    const page = await app.openPage('/settings/appearance', { width: 360, height: 740, touch: true });
    const radio = (group: string, name: string) =>
      page.getByRole('radiogroup', { name: group }).getByLabel(name, { exact: true });
    await radio('Theme', 'Dark').check();
    await expect.poll(() => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('dark');
    await radio('Display density', 'Compact').check();
    await radio('Send messages with', 'Ctrl+Enter (⌘+Enter)').check();
    await page.getByLabel('Wrap long lines').check();
    await radio('Skin tone of emoji', '✋🏽').check();
    expect(await axeFindings(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await page.reload();
    await radio('Theme', 'Dark').waitFor();
    for (const [group, name] of [
      ['Theme', 'Dark'],
      ['Display density', 'Compact'],
      ['Send messages with', 'Ctrl+Enter (⌘+Enter)'],
      ['Skin tone of emoji', '✋🏽'],
    ] as const)
      expect(await radio(group, name).isChecked()).toBe(true);
    expect(await page.getByLabel('Wrap long lines').isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Back' }).click();
    await page.locator('#main nav').getByRole('link', { name: 'Keyboard shortcuts' }).click();
    await page.locator('#main kbd', { hasText: 'Shift ↑' }).first().waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.goBack();
    await page.locator('#main nav').getByRole('link', { name: 'About' }).click();
    await page.getByText(/^Rookery \d+\.\d+\.\d+$/).waitFor();
    expect(path(page)).toBe('/settings/about');
    expect(await axeFindings(page)).toEqual([]);
    await page.context().close();
  });

  test('on a phone are a list, then the screen; back goes the same way', async () => {
    const page = await app.openPage('/', { width: 360, height: 740, touch: true });
    await page.locator('nav > button[aria-haspopup="menu"]').click();
    await page.getByRole('menuitem', { name: 'All settings' }).click();
    await page.locator('#main nav').getByRole('link', { name: 'Account' }).click();
    await page.locator('#main h1', { hasText: 'Account' }).waitFor();
    expect(path(page)).toBe('/settings/account');
    await page.getByRole('button', { name: 'Back' }).click();
    await page.locator('#main nav').getByRole('link', { name: 'Account' }).waitFor();
    expect(path(page)).toBe('/settings');
    await page.goBack();
    await page.waitForSelector('#sidebar');
    expect(path(page)).toBe('/');
  });
});

test('[WEB-90] a tab of the settings that is not for the reader, or does not exist, says so at its address', async () => {
  for (const [look, words, width] of [
    ['/settings/people', 'This part of the settings is shown to those who look after the server.', 1_280],
    ['/settings/security', 'This part of the settings is for people with an account.', 360],
    ['/settings/nothing', 'No part of the settings has this address.', 1_280],
  ] as const) {
    const page = await app.openPage(look, { width, height: 740 });
    await page.locator('#main').getByText(words).waitFor();
    expect(path(page)).toBe(look);
    expect(await page.getByText('Display name').count()).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
    await page.context().close();
  }
});

test('[WEB-20] a panel that has crashed says so beside the conversation: the page has one main place and one heading of that kind', async () => {
  const page = await open('/r/r_rel');
  await page.evaluate(() => {
    type Scripts = { readonly server: { readonly scripts: Map<string, () => object> } };
    const { server } = globalThis as unknown as Scripts;
    const user = { id: 'u_na', username: 'lina', displayName: '李娜', guest: true, rev: 0 };
    const member = {
      user,
      online: true,
      // What only the panel reads, while it renders.
      get role(): string {
        throw new Error('odd');
      },
    };
    server.scripts.set('room:members', () => ({ members: [member], next: null }));
  });
  // Until it is there, it has its shape.
  await page.evaluate(() => {
    const { server } = globalThis as unknown as { server: { delay: () => Promise<void> } };
    const { delay } = server;
    const waiting: (() => void)[] = [];
    server.delay = () => new Promise<void>((done) => waiting.push(done));
    const answer = (): void => {
      server.delay = delay;
      for (const done of waiting) done();
    };
    Object.assign(globalThis, { answer });
  });
  await page.getByRole('link', { name: /^Members/ }).click();
  await page.locator('#panel [aria-busy="true"]').waitFor();
  await page.evaluate(() => (globalThis as unknown as { answer: () => void }).answer());
  await page.locator('#panel').getByRole('heading', { name: 'This part stopped working' }).waitFor();
  expect(await page.locator('main').count()).toBe(1);
  expect(await page.locator('#main').count()).toBe(1);
  expect(await page.locator('h1').count()).toBe(1);
  expect(await page.locator('#composer').isVisible()).toBe(true);
  expect(await axeFindings(page)).toEqual([]);
  await page.context().close();
});

test('[WEB-20] a page that has crashed, or is not there, leads back: on a phone too', async () => {
  const page = await app.openPage('/r/r_rel', { width: 360, height: 740, touch: true });
  await page.evaluate(() => {
    type Scripts = { readonly server: { readonly scripts: Map<string, () => object> } };
    const room = {
      get name(): string {
        throw new Error('odd');
      },
    };
    (globalThis as unknown as Scripts).server.scripts.set('rooms:list', () => ({ rooms: [room], next: null }));
    history.pushState(null, '', '/rooms');
  });
  await page.getByRole('heading', { name: 'This part stopped working' }).waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.locator('#main [data-back]').click();
  await page.locator('nav ul a').first().waitFor();
  await page.context().close();

  const nowhere = await app.openPage('/nothing/here');
  await nowhere.getByRole('button', { name: 'Back to the inbox' }).click();
  await nowhere.waitForURL(/\/$/);
  await nowhere.locator('#main h1').getByText('Inbox').waitFor();
  await nowhere.context().close();
});

test('[WEB-95] several people are chosen by keyboard, and their group opens, and is hidden', async () => {
  const page = await app.openPage('/?groups');
  await page.getByRole('button', { name: 'New direct message' }).focus();
  await page.keyboard.press('Enter');
  for (const name of ['amelia', 'bob']) {
    await page.locator('dialog input:focus').fill(name);
    await page.locator('dialog li button[aria-pressed="false"]').first().waitFor();
    await page.locator('dialog li button[aria-pressed="true"]').waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
  }
  await page.getByRole('button', { name: 'Open group' }).press('Enter');
  await page.waitForURL('**/g/g_new');
  await page.waitForSelector('#composer');
  expect(await page.locator('#main h1 bdi').innerText()).toBe('Amelia Chen, bob');
  expect(await page.title()).toContain('Amelia Chen, bob');
  await page.getByRole('button', { name: 'Group menu' }).click();
  await page.getByRole('menuitem', { name: 'Hide until the next message' }).click();
  await page.locator('dialog').getByRole('button', { name: 'Hide until the next message' }).click();
  await page.waitForURL((url) => url.pathname === '/');
});
