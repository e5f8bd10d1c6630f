import { readFileSync } from 'node:fs';
import { everyoneLeaves, guest } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { unzipBytes } from '../behaviour/unzip.ts';
import { axeFindings } from './support/axe.ts';
import { closeWindows, launchBrowser, type Look, type Watched } from './support/browser.ts';
import { createRoom, enterRoom, joinAs, rowWith, say } from './support/people.ts';

// Rooms and sessions as people meet them.

let browser: Browser;
let target: Target;
const windows: Watched[] = [];
let count = 0;
const fresh = (name: string) => `${name}${(count += 1)}`;

beforeAll(async () => {
  [browser, target] = await Promise.all([launchBrowser(), startTarget()]);
});

afterEach(everyoneLeaves);
afterEach(() => closeWindows(browser));
afterAll(async () => {
  await browser?.close();
  await target?.stop();
});

const join = async (name: string, look: Look = {}) => {
  const watched = await joinAs(browser, target.url, name, look);
  windows.push(watched);
  return watched.page;
};

const roomMenu = async (page: Awaited<ReturnType<typeof join>>, item: string) => {
  await page.getByRole('button', { name: 'Room menu' }).click();
  await page.getByRole('menuitem', { name: item }).click();
};

describe('a room', () => {
  test('is renamed by its owner, and everybody sees it; its name finds it', async () => {
    const owner = await join(fresh('Ann'));
    const guest = await join(fresh('Bo'));
    const path = await createRoom(owner, fresh('before'));
    await enterRoom(guest, path);
    await roomMenu(owner, 'Edit room');
    const name = fresh('after');
    await owner.locator('dialog input[name="name"]').fill(name);
    await owner.locator('dialog input[name="topic"]').fill('What it is for');
    await owner.locator('dialog button[type="submit"]').click();
    for (const page of [owner, guest]) {
      await page.locator('#main header h1', { hasText: name }).waitFor();
      await page.locator('nav').getByRole('link', { name }).waitFor();
      await page.locator('#main header').getByText('What it is for').waitFor();
    }
    // An address by name is put right.
    await guest.goto(`${target.url}/r/${name}`);
    await guest.waitForURL(`**${path}`);
    expect(await guest.getByRole('menuitem', { name: 'Edit room' }).count()).toBe(0);
  });

  test('that is public is found by Ctrl+K by who is not in it, and leads to its door', async () => {
    const owner = await join(fresh('Abe'));
    const name = fresh('greenhouse');
    const path = await createRoom(owner, name);
    const guest = await join(fresh('Bea'));
    await guest.keyboard.press('Control+k');
    await guest.keyboard.type('greenh');
    await guest.keyboard.press('Enter');
    await guest.waitForURL(`**${path}`);
    await guest.getByRole('button', { name: 'Join the room' }).waitFor();
  });

  test('[CLI-13] shows after a break who and how many belong to it now, and who is there', async () => {
    const page = await join(fresh('Uma'));
    const path = await createRoom(page, fresh('counted'));
    await page.getByRole('link', { name: 'Members, 1' }).click();
    await page.locator('#panel li').waitFor();
    await page.context().setOffline(true);
    await page
      .getByText(/Reconnecting|Retrying/)
      .first()
      .waitFor({ timeout: 60_000 });
    const comer = await guest(target.url, fresh('viv'));
    expect(await comer.ask('room:join', { room: path.split('/').at(-1) })).toMatchObject({ ok: true });
    await page.context().setOffline(false);
    await page.getByRole('link', { name: 'Members, 2' }).waitFor({ timeout: 60_000 });
    const row = page.locator('#panel li', { hasText: String(comer.me['username']) });
    await row.getByText('Online').waitFor();
    comer.leave();
    await row.getByText('Offline').waitFor();
  });

  test('a taken name is said to be taken', async () => {
    const page = await join(fresh('Cy'));
    const name = fresh('taken');
    await createRoom(page, name);
    await page.goto(`${target.url}/rooms`);
    await page.getByRole('button', { name: 'Create a room' }).click();
    await page.locator('dialog input[name="name"]').fill(name);
    await page.locator('dialog button[type="submit"]').click();
    await page.getByText('A public room already has this name.').waitFor();
  });

  test('is found by a part of its name, joined, and left', async () => {
    const owner = await join(fresh('Di'));
    const name = fresh('findable');
    await createRoom(owner, name);
    const page = await join(fresh('Ed'));
    await page.goto(`${target.url}/rooms`);
    await page.getByRole('searchbox').fill(name.slice(0, 6));
    await page.getByRole('button', { name: `Join ${name}`, exact: true }).click();
    await page.locator('#composer').waitFor();
    await say(page, 'here I am');
    await rowWith(owner, 'here I am').waitFor();
    await roomMenu(page, 'Leave room');
    await page.locator('dialog').getByRole('button', { name: 'Leave room' }).click();
    await page.waitForURL((url) => url.pathname === '/');
    await expect.poll(() => page.locator('nav').getByRole('link', { name }).count()).toBe(0);
    await page.goBack();
    await page.getByRole('button', { name: 'Join the room' }).waitFor();
  });

  test('shows who is there, and its owner can remove somebody, who is told', async () => {
    const ownerName = fresh('Fe');
    const owner = await join(ownerName);
    const name = fresh('Gil');
    const guest = await join(name);
    const path = await createRoom(owner, fresh('small'));
    await enterRoom(guest, path);
    await owner.getByRole('link', { name: /^Members/ }).click();
    await owner.getByRole('button', { name: `Remove ${name} from the room` }).click();
    expect(await axeFindings(owner)).toEqual([]);
    await owner.locator('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
    await guest.getByText(`${ownerName} removed you from this room.`).waitFor();
    await guest.getByRole('button', { name: 'Join the room' }).waitFor();
    await expect.poll(() => owner.locator('#panel li').count()).toBe(1);
    // The button that had the focus went with the line.
    await expect.poll(() => owner.evaluate(() => document.activeElement?.closest('#panel li') !== null)).toBe(true);
    await owner.goBack();
    await owner.locator('#panel').waitFor({ state: 'detached' });
  });
});

describe('power in a room', () => {
  test('[WEB-80, WEB-81, WEB-82] a mute, announcements, slow mode and a ban: done by the owner, and the other is told why she cannot write', async () => {
    const owner = await join(fresh('Una'));
    const name = fresh('Vic');
    const guest = await join(name);
    const roomName = fresh('stage');
    const path = await createRoom(owner, roomName);
    await enterRoom(guest, path);
    await guest.locator('#composer').fill('what I had begun');
    await owner.getByRole('link', { name: /^Members/ }).click();
    const choose = async (item: string) => {
      await owner.getByRole('button', { name: `What to do about ${name}` }).click();
      await owner.getByRole('menuitem', { name: item }).click();
    };
    await owner.getByRole('button', { name: `What to do about ${name}` }).click();
    expect(await axeFindings(owner)).toEqual([]);
    // She has no account: no role is offered.
    expect(await owner.getByRole('menuitem').allTextContents()).toEqual([
      'Send a message',
      'Mute for an hour',
      'Mute for a day',
      'Let speak again',
      'Ban…',
    ]);
    await owner.keyboard.press('Escape');
    await choose('Mute for an hour');
    await guest.getByText(/^You are muted here until .+ You can go on reading\.$/).waitFor();
    expect(await guest.locator('#composer textarea').inputValue()).toBe('what I had begun');
    expect(await axeFindings(guest)).toEqual([]);
    await choose('Let speak again');
    await guest.locator('textarea#composer').waitFor();
    expect(await guest.locator('textarea#composer').inputValue()).toBe('what I had begun');

    await roomMenu(owner, 'Edit room');
    await owner.locator('dialog').getByRole('checkbox', { name: 'Announcement room' }).check();
    await owner.locator('dialog button[type="submit"]').click();
    await guest.getByText('Only moderators and owners write here.').waitFor();
    await say(owner, 'hear, all of you');
    // She may not answer there, and is not offered to.
    await rowWith(guest, 'hear, all of you').hover();
    await guest.getByRole('button', { name: 'More actions' }).waitFor();
    expect(await guest.getByRole('button', { name: 'Reply' }).count()).toBe(0);
    await roomMenu(owner, 'Edit room');
    const announces = owner.locator('dialog').getByRole('checkbox', { name: 'Announcement room' });
    expect(await announces.isChecked()).toBe(true);
    await announces.uncheck();
    await owner.locator('dialog select[name="slow"]').selectOption('3600');
    await owner.locator('dialog button[type="submit"]').click();
    await guest.getByText('Slow mode: one message each, then a wait of').waitFor();
    await say(guest, 'my one message');
    await rowWith(owner, 'my one message').waitFor();
    await guest.getByText('Slow mode: the next message goes out in').waitFor();
    expect(await owner.getByText('Slow mode:').count()).toBe(0);

    // An edit that was begun before a mute is refused in its words, and kept.
    await rowWith(guest, 'my one message').focus();
    await guest.keyboard.press('e');
    const editor = rowWith(guest, 'my one message').getByRole('textbox');
    await editor.fill('my one message, mended');
    await choose('Mute for an hour');
    await guest.getByText(/You can go on reading\.$/).waitFor();
    await editor.press('Enter');
    await guest
      .getByRole('status')
      .getByText(/^You are muted here until [^.]+\.$/)
      .waitFor();
    expect(await editor.inputValue()).toBe('my one message, mended');

    await choose('Ban…');
    await owner.locator('dialog').getByRole('button', { name: 'Ban', exact: true }).click();
    await guest
      .getByText(/banned you from this room|from this room/)
      .first()
      .waitFor();
    await expect.poll(() => owner.locator('#panel li').count()).toBe(1);
    // What she gives to others holds at once; who is banned is let in again.
    await roomMenu(owner, 'Who may do what');
    const dialog = owner.locator('dialog');
    await dialog.getByLabel('Write messages').selectOption({ label: 'Members with an account' });
    await expect.poll(() => dialog.getByLabel('Write messages').inputValue()).toBe('member');
    await dialog.getByRole('button', { name: `Unban ${name}` }).click();
    await dialog.getByText('Nobody is banned.').waitFor();
    await owner.keyboard.press('Escape');
    // She takes along what was said there [ARC-8].
    await roomMenu(owner, 'Export the room…');
    const exporting = owner.locator('dialog');
    await exporting.getByText('as far as you can read them').waitFor();
    const wide = owner.viewportSize() ?? { width: 1_280, height: 800 };
    await owner.setViewportSize({ width: 360, height: 640 });
    expect(await axeFindings(owner)).toEqual([]);
    expect(await owner.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await owner.setViewportSize(wide);
    const [download] = await Promise.all([
      owner.waitForEvent('download'),
      exporting.getByRole('button', { name: 'Download' }).click(),
    ]);
    expect([...unzipBytes(readFileSync(await download.path())).keys()].at(-1)).toBe('archive.json');
    await roomMenu(owner, 'Delete the room…');
    await owner.locator('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await expect.poll(() => owner.locator('nav').getByRole('link', { name: roomName }).count()).toBe(0);
  }, 180_000);
});

describe('unread', () => {
  test('[WEB-18] a message marked unread stays so, and another device of the same person agrees', async () => {
    const author = await join(fresh('Hue'));
    const reader = await join(fresh('Ida'));
    const path = await createRoom(author, fresh('marks'));
    await enterRoom(reader, path);
    for (const line of ['one', 'two', 'three']) {
      await say(author, `message ${line}`);
      await rowWith(reader, `message ${line}`).waitFor();
    }
    const device = await browser.newContext({ storageState: await reader.context().storageState(), locale: 'en-GB' });
    const other = await device.newPage();
    await other.goto(target.url);
    await other.locator('#sidebar').waitFor();
    const badge = () => other.locator('nav').getByRole('link', { name: /marks\d+.*2 unread/ });
    await rowWith(reader, 'message two').focus();
    await reader.keyboard.press('u');
    await badge().waitFor();
    // Held although it is in view, with the window in front.
    await reader.waitForTimeout(1_600);
    expect(await badge().count()).toBe(1);
    await reader.locator('#composer').focus();
    await reader.keyboard.press('Escape');
    await expect.poll(() => badge().count()).toBe(0);
    await device.close();
  });
});

describe('a name', () => {
  test('[WEB-25] is changed by its owner; others see it at once, on earlier messages too; a bad one is refused in words', async () => {
    const before = fresh('Nia');
    const nia = await join(before);
    const reader = await join(fresh('Oz'), { locale: 'zh-CN' });
    const path = await createRoom(nia, fresh('names'));
    await enterRoom(reader, path);
    await say(nia, 'under the old name');
    await rowWith(reader, 'under the old name').getByText(before).first().waitFor();
    const after = fresh('Nia the Second ');
    const field = nia.locator('#main input[name="name"]');
    await nia.locator('nav > button[aria-haspopup="menu"]').click();
    await nia.getByRole('menuitem', { name: 'Change your name' }).click();
    await nia.locator('#main input[name="name"]:focus').waitFor();
    expect(await axeFindings(nia)).toEqual([]);
    await field.fill(' ');
    await field.press('Enter');
    await nia.getByText('Enter a name.').waitFor();
    // A blank of Braille shows nothing.
    await field.fill('\u2800');
    await field.press('Enter');
    await nia.getByText('This name cannot be used. Try another.').waitFor();
    // What an address book adds to a name is left out.
    await field.fill(`\u202a${after}\u202c`);
    const username = fresh('nia2');
    await nia.locator('#main input[name="username"]').fill(username);
    await field.press('Enter');
    await nia.getByText('Saved.').first().waitFor();
    // One step out of the field, the next out of the settings, to where she was.
    await nia.keyboard.press('Escape');
    await nia.locator('#main nav a[aria-current]:focus').waitFor();
    await nia.keyboard.press('Escape');
    for (const page of [nia, reader]) await rowWith(page, 'under the old name').getByText(after).first().waitFor();
    await nia.locator('nav').getByText(after).waitFor();
    await say(reader, 'seen');
    await nia.reload();
    await nia.locator('nav').getByText(after).waitFor();
    await nia.locator('nav > button[aria-haspopup="menu"]').click();
    await nia.getByRole('menuitem', { name: 'Change your name' }).click();
    expect(await nia.locator('#main input[name="username"]').inputValue()).toBe(username);
  });
});

describe('somebody', () => {
  test('[WEB-110, PRI-2] who is blocked is folded away, on a click shown, and cannot write; the block is lifted in the settings', async () => {
    const [name, other] = [fresh('Pia'), fresh('Quinn')];
    const pia = await join(name);
    const quinn = await join(other);
    const path = await createRoom(pia, fresh('quarrel'));
    await enterRoom(quinn, path);
    await say(quinn, 'what nobody wants to read');
    const row = rowWith(pia, other);
    await row.getByRole('button', { name: other }).first().click();
    await pia.getByRole('button', { name: 'Block' }).click();
    await pia.locator('dialog').getByRole('button', { name: 'Block' }).click();
    await row.getByText('Message from somebody you have blocked').waitFor();
    expect(await row.getByText('what nobody wants to read').count()).toBe(0);
    await row.getByRole('button', { name: 'Show' }).click();
    await row.getByText('what nobody wants to read').waitFor();
    await say(quinn, 'and again');
    await pia.locator('[data-row]', { hasText: 'Message from somebody you have blocked' }).waitFor();

    await quinn.goto(`${target.url}/dm/${name}`);
    await quinn.locator('#composer').fill('Hear me');
    await quinn.keyboard.press('Enter');
    await quinn.getByText('It cannot be delivered to this person.').first().waitFor();

    await pia.goto(`${target.url}/settings/privacy`);
    await pia.getByLabel('Nobody').check();
    await pia.getByRole('button', { name: `Unblock ${other}` }).click();
    await pia.getByText('You have blocked nobody.').waitFor();
    await pia.reload();
    await pia.getByText('You have blocked nobody.').waitFor();
    expect(await pia.getByLabel('Nobody').isChecked()).toBe(true);
    await pia.goto(target.url + path);
    await rowWith(pia, 'and again').waitFor();
  });

  test('[WEB-112, RPT-1] reports a message; who moderates the room looks at it, and takes it away', async () => {
    const [rude, owner, reporter] = [fresh('Tom'), fresh('Uli'), fresh('Vera')];
    const uli = await join(owner);
    const tom = await join(rude);
    const vera = await join(reporter);
    const path = await createRoom(uli, fresh('polite'));
    for (const page of [tom, vera]) await enterRoom(page, path);
    await say(tom, 'You are all fools');
    const row = rowWith(vera, 'You are all fools');
    await row.hover();
    await row.getByRole('button', { name: 'More actions' }).click();
    await vera.getByRole('menuitem', { name: 'Report…' }).click();
    await vera.locator('dialog input[name="reason"]').fill('Rude');
    await vera.locator('dialog button[type="submit"]').click();
    await vera.getByText('Reported. Thank you.').first().waitFor();
    expect(await vera.getByRole('button', { name: 'Room menu' }).count()).toBe(1);

    // What is said in a thread is reported in its room, and a card leads there.
    for (const page of [tom, vera]) await page.goto(`${target.url}${path}/t/1`);
    await tom.locator('#thread-composer').fill('And cowards');
    await tom.locator('#thread-composer').press('Enter');
    const reply = vera.locator('#panel [data-row]', { hasText: 'And cowards' });
    await reply.hover();
    await reply.getByRole('button', { name: 'More actions' }).click();
    await vera.getByRole('menuitem', { name: 'Report…' }).click();
    await vera.locator('dialog').getByText('moderators').first().waitFor();
    await vera.locator('dialog button[type="submit"]').click();
    await uli.getByRole('button', { name: 'Reports, 2' }).click();
    const below = uli.locator('dialog article', { hasText: 'And cowards' });
    await below.getByText('In a thread').waitFor();
    const directory = process.env['ROOKERY_SHOTS'];
    if (directory) await uli.screenshot({ path: `${directory}/report-thread.png` });
    await below.getByRole('link').last().click();
    await uli.waitForURL(`**${path}/t/1/m/1`);
    await uli.locator('#panel [data-row]', { hasText: 'And cowards' }).waitFor();
    await uli.getByRole('button', { name: 'Reports, 2' }).click();
    await below.getByRole('button', { name: 'Dismiss' }).click();
    await below.waitFor({ state: 'detached' });
    const card = uli.locator('dialog article', { hasText: 'You are all fools' });
    await card.getByText('Rude').waitFor();
    await card.getByText(`Reported by ${reporter}`).waitFor();
    await card.getByRole('button', { name: 'Delete' }).click();
    await uli.locator('dialog').getByText('Nothing is reported.').waitFor();
    await uli.keyboard.press('Escape');
    await uli.getByRole('button', { name: /^Reports, \d/ }).waitFor({ state: 'detached' });
    await rowWith(tom, 'This message was deleted').waitFor();
  }, 120_000);

  test('[WEB-111] says what she is doing for a while; it stands beside her name until she takes it back', async () => {
    const name = fresh('Rosa');
    const rosa = await join(name);
    const reader = await join(fresh('Sam'));
    const path = await createRoom(rosa, fresh('lunch'));
    await enterRoom(reader, path);
    await say(rosa, 'back soon');
    await rosa.locator('nav > button[aria-haspopup="menu"]').click();
    await rosa.getByRole('menuitem', { name: 'Set status' }).click();
    await rosa.locator('#main input[name="words"]:focus').waitFor();
    await rosa.getByRole('button', { name: 'At lunch' }).click();
    await rosa.getByLabel('For how long').selectOption({ label: '1 hour' });
    await rosa.locator('#main').getByRole('button', { name: 'Set status' }).click();
    const mark = rowWith(reader, 'back soon').getByRole('img', { name: 'Status: 🍜 At lunch' });
    await mark.first().waitFor();
    await rosa.getByRole('button', { name: 'Take it back' }).click();
    await mark.first().waitFor({ state: 'detached' });
  });
});

test('[WEB-41, WEB-210] people one may know are found by name, username and pinyin in Ctrl+K, a new conversation, an invitation and a mention; others by their whole username', async () => {
  const wei = await guest(target.url, fresh('zw'));
  expect(await wei.ask('profile:set', { displayName: '张伟' })).toMatchObject({ ok: true });
  const lone = await guest(target.url, fresh('lone'));
  expect(await lone.ask('profile:set', { displayName: '重庆' })).toMatchObject({ ok: true });
  const room = (await wei.ask('room:create', { name: fresh('shared') }))['room'] as { readonly id: string };
  const page = await join(fresh('Finn'));
  await enterRoom(page, `/r/${room.id}`);
  const own = await createRoom(page, fresh('own'), { isPrivate: true });
  // A page that has met nobody yet.
  await page.reload();
  await page.locator('#composer').waitFor();
  const ways = ['张伟', 'zhangwei', 'zw', wei.me.username];

  const composer = page.locator('#composer');
  for (const typed of ways) {
    await composer.fill('');
    await composer.pressSequentially(`@${typed}`);
    await page.locator('[role="option"]', { hasText: '张伟' }).waitFor();
  }
  await page.keyboard.press('Tab');
  expect(await composer.inputValue()).toBe(`@${wei.me.username} `);
  await composer.fill('');

  const box = page.locator('dialog [role="combobox"]');
  const options = page.locator('dialog [role="option"]');
  await page.keyboard.press('Control+k');
  for (const typed of ways) {
    await box.fill(typed);
    await options.filter({ hasText: '张伟' }).waitFor();
  }
  await box.fill('chongqing');
  await expect.poll(() => options.count()).toBe(0);
  await page.getByText('Nothing matches.').waitFor();
  await box.fill(`@${lone.me.username}`);
  await options.filter({ hasText: lone.me.username }).waitFor();
  await page.keyboard.press('Escape');

  await roomMenu(page, 'Invite people');
  const lines = page.locator('dialog li button');
  for (const typed of ways) {
    await page.locator('dialog input').fill(typed);
    await lines.filter({ hasText: '张伟' }).waitFor();
  }
  await page.keyboard.press('Enter');
  await wei.hears('inbox:update', (change) => JSON.stringify(change).includes(own.split('/').at(-1) ?? ''));
  await page.locator('dialog input').fill(lone.me.username);
  await page.keyboard.press('Enter');
  await lone.hears('inbox:update', (change) => JSON.stringify(change).includes(own.split('/').at(-1) ?? ''));
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'New direct message' }).click();
  for (const typed of ways) {
    await page.locator('dialog input').fill(typed);
    await lines.filter({ hasText: '张伟' }).waitFor();
  }
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Open conversation' }).click();
  await page.waitForURL('**/d/*');
  await composer.waitFor();
  await say(page, '你好，张伟');
  await wei.hears('message:receive', (message) => message['content'] === '你好，张伟');
}, 120_000);

describe('a session', () => {
  test('[SES-10] ends when one signs out; the drafts are gone, and the name of somebody who made a room is not to be had', async () => {
    const name = fresh('Jim');
    const page = await join(name);
    await createRoom(page, fresh('leaving'));
    await page.locator('#composer').fill('never sent');
    await page.locator('nav > button[aria-haspopup="menu"]').click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.locator('dialog').getByRole('button', { name: 'Sign out' }).click();
    await page.locator('input[name="name"]').waitFor();
    expect(await page.evaluate(() => localStorage.getItem('rookery.drafts'))).toBeNull();
    expect(await page.evaluate(() => localStorage.getItem('rookery.session'))).toBeNull();
    await page.locator('input[name="name"]').fill(name);
    await page.keyboard.press('Enter');
    await page.getByText('This name is taken').waitFor();
    await page.locator('input[name="name"]').fill(fresh('Jim'));
    await page.keyboard.press('Enter');
    await page.locator('#sidebar').waitFor();
  });

  test('that was ended elsewhere says so, and one comes back in', async () => {
    const page = await join(fresh('Kay'));
    const device = await browser.newContext({ storageState: await page.context().storageState(), locale: 'en-GB' });
    const other = await device.newPage();
    await other.goto(target.url);
    await other.locator('nav > button[aria-haspopup="menu"]').click();
    await other.getByRole('menuitem', { name: 'Sign out' }).click();
    await other.locator('dialog').getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('Your session has ended.').waitFor();
    await page.locator('input[name="name"]').fill(fresh('Kay'));
    await page.keyboard.press('Enter');
    await page.locator('#sidebar').waitFor();
    await device.close();
  });

  test('[WEB-14] that another tab ended leaves what was begun to be copied, and nothing of it to whoever comes in next', async () => {
    const writer = await join(fresh('Moe'));
    await writer.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await createRoom(writer, fresh('shared'));
    await writer.locator('#composer').fill('never to be seen by others');
    const other = await writer.context().newPage();
    await other.goto(target.url);
    await other.locator('nav > button[aria-haspopup="menu"]').click();
    await other.getByRole('menuitem', { name: 'Sign out' }).click();
    await other.locator('dialog').getByText('Drafts and unsent messages in this browser are deleted.').waitFor();
    await other.locator('dialog').getByRole('button', { name: 'Sign out' }).click();

    await writer.getByText('Your session has ended.').waitFor();
    await writer.getByText('One draft was not sent.').waitFor();
    const stored = () =>
      writer.evaluate(() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]));
    expect(await stored()).not.toContain('never to be seen');
    await writer.getByRole('button', { name: 'Copy drafts' }).click();
    await expect.poll(() => writer.evaluate(() => navigator.clipboard.readText())).toBe('never to be seen by others');

    await writer.locator('input[name="name"]').fill(fresh('Ned'));
    await writer.keyboard.press('Enter');
    await writer.getByRole('button', { name: 'Join the room' }).click();
    await writer.locator('#composer').waitFor();
    expect(await writer.locator('#composer').inputValue()).toBe('');
    expect(await stored()).not.toContain('never to be seen');
    await other.close();
  });

  test('[CLI-10] a browser has one session: who signs in in one tab is who the others show', async () => {
    const one = await join(fresh('Pia'));
    const two = await one.context().newPage();
    await two.goto(target.url);
    await two.locator('#sidebar').waitFor();
    await one.locator('nav > button[aria-haspopup="menu"]').click();
    await one.getByRole('menuitem', { name: 'Sign out' }).click();
    await one.locator('dialog').getByRole('button', { name: 'Sign out' }).click();
    for (const page of [one, two]) await page.locator('input[name="name"]').waitFor();

    const name = fresh('Quinn');
    await one.locator('input[name="name"]').fill(name);
    await one.keyboard.press('Enter');
    for (const page of [one, two]) await page.locator('nav').getByText(name).waitFor();
    await two.close();
  });

  test('[WEB-17] cannot begin without the server: the screen says why, and goes on when it is back', async () => {
    const context = await browser.newContext({ locale: 'en-GB' });
    const page = await context.newPage();
    await page.goto(target.url);
    await page.locator('input[name="name"]').waitFor();
    await target.server.kill('SIGKILL');
    await page
      .getByText(/Reconnecting|Retrying/)
      .first()
      .waitFor();
    await page.locator('input[name="name"]').fill(fresh('Lee'));
    await page.keyboard.press('Enter');
    await target.server.start();
    await page.locator('#sidebar').waitFor();
    await context.close();
  });
});

test('[WEB-270] of two people whose seals have one colour and one glyph, each has a letter of the name beside it', async () => {
  const page = await join(fresh('Ann'));
  const path = await createRoom(page, fresh('seals'));
  // One more than there are colours: two of them are of one.
  for (const name of '赵钱孙李周吴郑王冯陈褚卫蒋') {
    const one = await guest(target.url);
    await one.ask('profile:set', { displayName: `${name}伟` });
    await one.ask('room:join', { room: path.split('/').at(-1) });
  }
  await page.getByRole('link', { name: /Members/ }).click();
  const seals = () =>
    page
      .locator('#panel li [class*="_avatar_"]')
      .evaluateAll((all) => all.map((one) => `${getComputedStyle(one).backgroundColor} ${one.textContent}`));
  await expect.poll(async () => (await seals()).filter((seal) => seal.includes('伟')).length).toBe(13);
  await expect.poll(async () => new Set(await seals()).size).toBe(14);
  expect((await seals()).filter((seal) => /[赵钱孙李周吴郑王冯陈褚卫蒋]伟$/.test(seal)).length).toBeGreaterThanOrEqual(
    2,
  );
});

test('nothing went wrong in any window', () => {
  expect(windows.flatMap(({ faults }) => faults)).toEqual([]);
});
