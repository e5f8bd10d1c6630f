import { everyoneLeaves, guest } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { createRoom, joinAs, rowWith } from './support/people.ts';

// Somebody who writes scripts wherever others read.

let browser: Browser;
let target: Target;
beforeAll(async () => {
  [browser, target] = await Promise.all([launchBrowser(), startTarget()]);
});
afterEach(everyoneLeaves);
afterAll(async () => {
  await browser?.close();
  await target?.stop();
});

const texts = [
  '<img src=x onerror=pwned()>',
  '<script>pwned()</script>',
  '"><svg onload=pwned()>',
  "'-pwned()-'",
  '{{constructor.constructor("pwned()")()}}',
  '[a link](javascript:pwned())',
  '[a link](JaVaScRiPt&colon;pwned())',
  '![a picture](x" onerror="pwned())',
  '<javascript:pwned()>',
  'javascript:pwned()',
  'data:text/html,<script>pwned()</script>',
  'https://example.com/"onmouseover="pwned()',
  'https://example.com/<img src=x onerror=pwned()>',
  '||<img src=x onerror=pwned()>||',
  '**<b onclick=pwned()>bold</b>**',
  '> <iframe srcdoc="<script>parent.pwned()</script>">',
  '```html\n<script>pwned()</script>\n```',
  '`<img src=x onerror=pwned()>`',
  '@<img src=x onerror=pwned()>',
];

/** Nothing that was written has become a part of the page. */
async function isClean(page: Page, where: string): Promise<void> {
  const found = await page.evaluate(() => {
    const handled = [...document.querySelectorAll('*')].filter((element) =>
      element.getAttributeNames().some((name) => name.startsWith('on') || name === 'srcdoc'),
    );
    const links = [...document.querySelectorAll('[href], [src]')]
      .flatMap((element) => [element.getAttribute('href'), element.getAttribute('src')])
      .filter((address) => /^\s*(javascript|data:text|vbscript)/i.test(address ?? '') || address === 'x');
    const strange = document.querySelectorAll('#main script, #main iframe, nav script, #panel script, dialog script');
    return [(window as unknown as { hits?: number }).hits ?? 0, handled.length, links, strange.length];
  });
  expect(found, where).toEqual([0, 0, [], 0]);
}

test('[SEC-15] what people write is shown as they wrote it, wherever it is shown, and never does anything', async () => {
  const { page, faults } = await joinAs(browser, target.url, 'Vera');
  await page.addInitScript(() => {
    const shared = window as unknown as { hits?: number; pwned: () => void };
    shared.pwned = () => (shared.hits = (shared.hits ?? 0) + 1);
  });
  page.on('dialog', (dialog) => faults.push(`dialog: ${dialog.message()}`));
  const path = await createRoom(page, 'Open to all');
  const room = path.split('/').at(-1) ?? '';

  const attacker = await guest(target.url, 'mallory');
  const does = async (event: string, payload: object) => {
    const answer = await attacker.askPatiently(event, payload);
    expect(answer, `${event} ${JSON.stringify(payload)}`).toMatchObject({ ok: true });
    return answer;
  };
  const [first = '', second = '', third = ''] = texts;
  await does('profile:set', { displayName: first, status: { text: third } });
  await does('room:join', { room });
  for (const content of texts) await does('message:room', { room, content });
  await does('message:room', { room, content: 'the last one', replyTo: 1 });
  const { room: evil } = await does('room:create', { name: second, topic: first });
  const { room: secret } = await does('room:create', { name: third, topic: second, visibility: 'private' });
  const { members } = await does('room:members', { room });
  const vera = members.find((one: { role: string }) => one.role === 'owner').user.id as string;
  await does('room:invite', { room: secret.id, user: vera });
  const { conversation } = await does('message:private', { to: vera, content: first });

  await page.reload();
  await rowWith(page, 'the last one').waitFor();
  for (const text of [first, second, 'javascript:pwned()']) await rowWith(page, text).first().waitFor();
  await isClean(page, 'in the room');
  for (const link of await page.locator('#main [data-row] a').all())
    expect(await link.getAttribute('href')).toMatch(/^(https?:\/\/|\/)/);
  for (const [address, shows] of [
    [`${path}/members`, first],
    ['/rooms', second],
    [`/r/${evil.id}`, second],
    [`/r/${secret.id}`, third],
    [`/d/${conversation}`, first],
    ['/', first],
  ] as const) {
    await page.goto(target.url + address);
    await page.getByText(shows).first().waitFor();
    await isClean(page, address);
  }
  await page.keyboard.press('Control+k');
  await page.keyboard.type('svg');
  await page.locator('dialog').getByText(third).first().waitFor();
  await isClean(page, 'in the switcher');
  for (const address of [
    '/r/%3Cimg%20src=x%20onerror=pwned()%3E',
    '/settings/"><svg onload=pwned()>',
    '/#javascript:pwned()',
  ]) {
    await page.goto(target.url + address);
    await page.locator('nav').first().waitFor({ state: 'attached' });
    await isClean(page, address);
  }
  // A policy that had to stop something would say so here.
  expect(faults.filter((fault) => !fault.startsWith('404: '))).toEqual([]);
}, 120_000);
