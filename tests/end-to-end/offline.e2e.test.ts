import { readFileSync } from 'node:fs';
import { createServer, request as forward } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { guest, everyoneLeaves } from '@rookery/testkit/person';
import type { Person } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { TcpProxy } from '@rookery/testkit/tcp-proxy';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, openWindow } from './support/browser.ts';
import { createRoom, enterRoom, joinAs, rowWith, say } from './support/people.ts';

// A train: the app and what was read in it are there without a network, and go on when it is back.

let browser: Browser;
let target: Target;
let network: TcpProxy;
let url: string;

beforeAll(async () => {
  [browser, target] = await Promise.all([launchBrowser(), startTarget()]);
  network = await TcpProxy.open(target.server.port);
  url = `http://127.0.0.1:${network.port}`;
});
afterAll(async () => {
  everyoneLeaves();
  await browser?.close();
  await network?.close();
  await target?.stop();
});

const unplug = (): void => network.set({ state: 'refuse' });
const plugIn = async (page: Page): Promise<void> => {
  network.set({ state: 'pass' });
  // Unless it has tried by itself meanwhile: what follows shows that it is back.
  const tryNow = page.getByRole('button', { name: 'Try now' }).first();
  await tryNow.click({ timeout: 2_000 }).catch(() => undefined);
};

/** All that this browser has kept of what was read, as one text. */
const keptText = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const answered = <Value>(request: IDBRequest<Value>): Promise<Value> =>
      new Promise((done) => (request.onsuccess = () => done(request.result)));
    const database = await answered(indexedDB.open('rookery-copy'));
    const stores = [...database.objectStoreNames].map((name) => database.transaction(name).objectStore(name));
    const all = await Promise.all(stores.map((store) => answered(store.getAll() as IDBRequest<unknown>)));
    database.close();
    const others = (await caches.keys()).filter((name) => !name.startsWith('rookery-app:'));
    return JSON.stringify([all, others]);
  });

/** The app is kept, and so is what was read up to these words. */
const kept = async (page: Page, words: string): Promise<void> => {
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await expect.poll(() => keptText(page)).toContain(words);
};

/** Wherever it has opened, on to what was said last. */
const toEnd = async (page: Page, words: string): Promise<void> => {
  await page.getByRole('log').hover();
  await expect
    .poll(async () => {
      await page.mouse.wheel(0, 4_000);
      return rowWith(page, words).count();
    })
    .toBe(1);
};

const enter = async (person: Person, path: string): Promise<string> => {
  const conversation = path.split('/').at(-1) ?? '';
  expect(await person.ask('room:join', { room: conversation })).toMatchObject({ ok: true });
  return conversation;
};

test('[WEB-200, WEB-201] the app, the inbox and the room are there without a network, and go on without a jump', async () => {
  const { page, faults } = await joinAs(browser, url, 'Ola', { worker: true });
  const path = await createRoom(page, 'on the train');
  const ann = await guest(target.url, 'ann');
  const conversation = await enter(ann, path);
  for (let count = 1; count <= 40; count += 1)
    await ann.askPatiently('message:room', { conversation, content: `before ${count}` });
  await rowWith(page, 'before 40').waitFor();
  await say(page, 'my own word');
  await rowWith(page, 'my own word').waitFor();
  await kept(page, 'my own word');

  unplug();
  await page.reload();
  await rowWith(page, 'before').first().waitFor();
  console.log(`first message without a network: ${await firstMessage(page)} ms`);
  await toEnd(page, 'my own word');
  expect(await page.getByRole('link', { name: /on the train/ }).count()).toBe(1);
  await page
    .getByText(/Reconnecting/)
    .first()
    .waitFor();
  await say(page, 'written in the tunnel');
  await rowWith(page, 'written in the tunnel').waitFor();

  // Every place says what it has not.
  for (const there of [
    '/search?q=before',
    '/saved',
    '/rooms',
    '/inbox/saved',
    `${path}/t/3`,
    `${path}/pins`,
    `${path}/members`,
  ]) {
    await page.evaluate((to) => history.pushState(null, '', to), there);
    await page
      .getByText(/no connection/i)
      .first()
      .waitFor({ timeout: 5_000 })
      .catch(async () => console.log(there, await page.locator('#main, #panel').allInnerTexts()));
    expect(await page.locator('[aria-busy="true"]').count(), there).toBe(0);
  }
  await page.evaluate((to) => history.pushState(null, '', to), path);
  await rowWith(page, 'written in the tunnel').waitFor();

  // Meanwhile, at home.
  await ann.askPatiently('message:edit', { conversation, seq: 39, content: 'edited meanwhile' });
  await ann.askPatiently('message:delete', { conversation, seq: 38 });
  await ann.askPatiently('message:room', { conversation, content: 'said meanwhile' });
  /** Below the line that says that the connection is gone, which comes and goes. */
  const topOf = () =>
    rowWith(page, 'before 30').evaluate(
      (row) => row.getBoundingClientRect().top - (row.closest('[role=log]')?.getBoundingClientRect().top ?? 0),
    );
  await toEnd(page, 'written in the tunnel');
  await page.mouse.wheel(0, -150);
  await rowWith(page, 'before 30').waitFor();
  let before = Number.NaN;
  await expect
    .poll(async () => {
      const last = before;
      before = await topOf();
      return before - last;
    })
    .toBe(0);
  await plugIn(page);
  await rowWith(page, 'edited meanwhile').waitFor({ state: 'attached' });
  await expect.poll(() => rowWith(page, 'before 38').count()).toBe(0);
  expect(Math.abs((await topOf()) - before)).toBeLessThanOrEqual(1);
  await toEnd(page, 'said meanwhile');
  await expect
    .poll(() => ann.all('message:receive').filter((one) => one['content'] === 'written in the tunnel').length)
    .toBe(1);
  expect(faults).toEqual([]);

  // What she may not read any more goes from the device, with the session all of it.
  await kept(page, 'said meanwhile');
  const owner = await createRoom(page, 'of her own');
  await say(page, 'for me alone');
  await kept(page, 'for me alone');
  await page.evaluate((to) => history.pushState(null, '', to), path);
  await page.getByRole('banner').or(page.locator('#main header')).first().waitFor();
  expect(owner).not.toBe(path);
  await page.evaluate(async (room) => {
    const answer = await fetch('/api/v1/call/room:leave', { method: 'POST', body: JSON.stringify({ room }) });
    if (!answer.ok) throw new Error(await answer.text());
  }, owner.split('/').at(-1));
  await expect.poll(() => keptText(page)).not.toContain('for me alone');
  await page.evaluate(() => fetch('/api/v1/call/user:leave', { method: 'POST', body: '{}' }));
  await page.locator('input[name="name"]').waitFor();
  await expect.poll(() => keptText(page)).toBe('[[[],[],[]],[]]');
  await page.context().close();
});

test('[WEB-201] an inbox that was never loaded says so without a network, and comes with it', async () => {
  const { page, faults } = await joinAs(browser, url, 'Ora', { worker: true });
  await createRoom(page, 'of Ora');
  await kept(page, 'of Ora');
  await page.goto(`${url}/favicon.svg`);
  await page.evaluate(
    () =>
      new Promise((done) => {
        const request = indexedDB.deleteDatabase('rookery-copy');
        request.onsuccess = request.onerror = request.onblocked = done;
      }),
  );
  unplug();
  await page.goto(`${url}/inbox/unread`);
  await page.locator('#main').getByText('Your conversations have not been loaded yet').waitFor();
  network.set({ state: 'pass' });
  await page.locator('#main').getByRole('button', { name: 'Try now' }).click();
  await page.getByText('All read').waitFor();
  expect(faults).toEqual([]);
  await page.context().close();
});

test('[WEB-200] a storage that is refused, full or closed by the browser, and a clock that is wrong, change nothing but what is kept', async () => {
  const ann = await guest(target.url, 'ann');
  const made = await ann.ask('room:create', { name: 'bad days', visibility: 'public' });
  const conversation = made['room'].id as string;
  await ann.askPatiently('message:room', { conversation, content: 'here all along' });
  const bad: Readonly<Record<string, () => void>> = {
    refused: () => {
      indexedDB.open = () => {
        throw new DOMException('refused', 'SecurityError');
      };
    },
    full: () => {
      IDBObjectStore.prototype.put = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
    },
    closed: () => {
      const open = indexedDB.open.bind(indexedDB);
      indexedDB.open = (...given) => {
        const request = open(...given);
        request.addEventListener('success', () => setTimeout(() => request.result.close(), 1_000));
        return request;
      };
    },
    'a day ahead': () => {
      const now = Date.now;
      Date.now = () => now() + 86_400_000;
    },
  };
  for (const [what, make] of Object.entries(bad)) {
    const { page, faults } = await openWindow(browser, `${target.url}/healthz`, { worker: true });
    await page.addInitScript(make);
    await page.goto(`${target.url}/r/${conversation}`);
    await page.locator('input[name="name"]').fill(`Bea ${what.replaceAll(' ', '')}`);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Join the room' }).click();
    await rowWith(page, 'here all along').waitFor();
    await say(page, `said while ${what}`);
    await ann.hears('message:receive', (one) => one['content'] === `said while ${what}`);
    await page.reload();
    await rowWith(page, `said while ${what}`).waitFor();
    expect(faults, what).toEqual([]);
    await page.context().close();
  }
});

/** The server behind a front that changes its worker by a letter from some moment on, as another version does. */
const upgrading = async (): Promise<{ url: string; upgrade: () => void; close: () => void }> => {
  let isUpgraded = false;
  const sockets = new Set<Duplex>();
  const front = createServer((request, response) => {
    const passed = forward(
      { port: target.server.port, path: request.url, method: request.method, headers: request.headers },
      (answer) => {
        if (request.url !== '/service-worker.js' || !isUpgraded) {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
          return;
        }
        const { 'content-length': _, 'content-encoding': __, ...headers } = answer.headers;
        response.writeHead(200, headers);
        response.end(
          readFileSync(new URL('../../apps/web/dist/service-worker.js', import.meta.url), 'utf8').replace(
            /"name":"/,
            '"name":"later',
          ),
        );
      },
    );
    passed.on('error', () => response.destroy());
    request.pipe(passed);
  });
  front.on('upgrade', (request, socket, head) => {
    const passed = connect(target.server.port, '127.0.0.1');
    const headers = Array.from({ length: request.rawHeaders.length / 2 }, (_, at) =>
      request.rawHeaders.slice(2 * at, 2 * at + 2).join(': '),
    );
    passed.write(`${request.method} ${request.url} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
    passed.write(head);
    for (const end of [socket, passed]) end.on('error', () => [socket, passed].forEach((one) => one.destroy()));
    socket.pipe(passed).pipe(socket);
    sockets.add(socket);
  });
  await new Promise<void>((done) => front.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(front.address() as AddressInfo).port}`,
    upgrade: () => {
      isUpgraded = true;
      for (const socket of sockets) socket.destroy();
    },
    close: () => {
      front.close();
      front.closeAllConnections();
      for (const socket of sockets) socket.destroy();
    },
  };
};

test('[WEB-203] a newer version is offered, not taken: what is being written stays, and is there after the reload that she asks for', async () => {
  const front = await upgrading();
  const { page } = await joinAs(browser, front.url, 'Una', { worker: true });
  await createRoom(page, 'in mid-sentence');
  const versions = () =>
    page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith('rookery-app:')));
  await expect.poll(async () => (await versions()).length).toBe(1);
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await page.locator('#composer').pressSequentially('half a sen');
  front.upgrade();
  await page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));
  const offer = page.getByRole('region', { name: /^A newer version is ready/ });
  await offer.waitFor();
  await page.locator('#composer').pressSequentially('tence');
  expect(await page.locator('#composer').inputValue()).toBe('half a sentence');
  const loaded = page.waitForEvent('load');
  await offer.getByRole('button', { name: 'Reload' }).click();
  await loaded;
  await expect.poll(() => page.locator('#composer').inputValue()).toBe('half a sentence');
  expect((await versions()).at(-1)).toContain('later');
  expect(await offer.count()).toBe(0);
  await page.context().close();
  front.close();
});

test('[WEB-200] without a network, and without anything kept, the sidebar says what it has not', async () => {
  const { page, faults } = await joinAs(browser, url, 'Ida', { worker: true });
  await createRoom(page, 'not kept here');
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  // From now on the browser refuses to keep what was read; the app itself and who she is are kept elsewhere.
  await page.addInitScript(() => Object.defineProperty(globalThis, 'indexedDB', { value: undefined }));
  unplug();
  await page.reload();
  await page.locator('#sidebar').getByText('Your conversations have not been loaded yet').waitFor();
  expect(await page.locator('#sidebar').getByText('joined a room yet').count()).toBe(0);
  await plugIn(page);
  await page.getByRole('link', { name: /not kept here/ }).waitFor();
  expect(await page.locator('#sidebar').getByText('Your conversations have not been loaded yet').count()).toBe(0);
  expect(faults).toEqual([]);
  await page.context().close();
});

type Shifted = { readonly value: number; readonly sources: readonly (string | undefined)[] };
/** Remembers what moves from now on without being asked to. */
const watchShifts = (page: Page): Promise<void> =>
  page.evaluate(() => {
    type Shift = PerformanceEntry & { value: number; sources: { node: Node | null }[] };
    const shifts: Shifted[] = [];
    Object.assign(globalThis, { shifts });
    new PerformanceObserver((list) => {
      for (const { value, sources } of list.getEntries() as Shift[])
        shifts.push({ value, sources: sources.map(({ node }) => (node as Element | null)?.outerHTML?.slice(0, 120)) });
    }).observe({ type: 'layout-shift' });
  });
const shifts = (page: Page): Promise<readonly Shifted[]> =>
  page.evaluate(() => (globalThis as unknown as { shifts: Shifted[] }).shifts);
const placesOf = (page: Page): Promise<readonly unknown[]> =>
  page.evaluate(() =>
    ['#sidebar', '#main header', '[role="log"]', '#composer'].map((selector) => {
      const { x, y, width, height } = document.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect();
      return { selector, x, y, width, height };
    }),
  );
/** Whether the bar of the lost connection stands over words of a message. */
const coversMessage = (): boolean => {
  const bar = [...document.querySelectorAll('button')].find(({ textContent }) =>
    /^(Try now|立即重试)$/.test(textContent ?? ''),
  )?.parentElement;
  const top = bar?.getBoundingClientRect().top ?? 0;
  return [...document.querySelectorAll('[data-row]')].some((row) => row.getBoundingClientRect().bottom > top);
};

test('[WEB-16, WEB-17] two tabs of one person and another account elsewhere: a lost connection moves nothing, what each wrote without a network goes out once, and an end of one is no end of the other', async () => {
  const { page: one, faults } = await joinAs(browser, url, 'Twin', { worker: true });
  const path = await createRoom(one, 'two tabs');
  const two = await one.context().newPage();
  await two.goto(url + path);
  await two.locator('#composer').waitFor();
  const { page: other } = await joinAs(browser, url, 'Somebody else', { locale: 'zh-CN', worker: true });
  await enterRoom(other, path);
  const watched = [one, two, other];
  for (const page of watched) await watchShifts(page);
  const places = await Promise.all(watched.map(placesOf));
  unplug();
  const all: readonly (readonly [Page, string])[] = [
    [one, 'from the first tab'],
    [two, 'from the second tab'],
    [other, '另一个账号说的'],
  ];
  for (const page of watched) {
    await page
      .getByRole('button', { name: /^(Try now|立即重试)$/ })
      .first()
      .waitFor();
  }
  // It says so without moving anything, and covers no message.
  for (const [index, page] of watched.entries()) {
    expect(await shifts(page)).toEqual([]);
    expect(await placesOf(page)).toEqual(places[index]);
    expect(await page.evaluate(coversMessage)).toBe(false);
  }
  for (const [page, words] of all) {
    await say(page, words);
    await rowWith(page, words).waitFor();
  }
  network.set({ state: 'pass' });
  for (const [page] of all)
    for (const [, words] of all) await expect.poll(() => rowWith(page, words).count(), { timeout: 15_000 }).toBe(1);
  for (const [index, page] of watched.entries()) expect(await placesOf(page)).toEqual(places[index]);
  await one.evaluate(() => fetch('/api/v1/call/user:leave', { method: 'POST', body: '{}' }));
  for (const page of [one, two]) await page.locator('input[name="name"]').waitFor();
  await say(other, '还在这里');
  await rowWith(other, '还在这里').waitFor();
  expect(faults).toEqual([]);
  await one.context().close();
  await other.context().close();
});

const firstMessage = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    for (;;) {
      const [mark] = performance.getEntriesByName('first-message');
      if (mark) return Math.round(mark.startTime);
      await new Promise((next) => requestAnimationFrame(next));
    }
  });

test('[WEB-201, WEB-80] a thread that was read is there without a network, another says what it has not; what was refused because of a mute says until when', async () => {
  const ann = await guest(target.url, `ann${Date.now() % 100_000}`);
  const room = (await ann.ask('room:create', { name: 'of threads' }))['room'] as { readonly id: string };
  await ann.askPatiently('message:room', { conversation: room.id, content: 'Where shall we land?' });
  await ann.askPatiently('message:room', { conversation: room.id, content: 'And when?' });
  const { page, faults } = await joinAs(browser, url, 'Uma', { worker: true });
  const path = `/r/${room.id}`;
  await enterRoom(page, path);
  await rowWith(page, 'And when?').waitFor();
  const panel = page.locator('#panel');
  const go = (to: string): Promise<void> => page.evaluate((there) => history.pushState(null, '', there), to);
  await go(`${path}/t/1`);
  await page.locator('#thread-composer').fill('By the river');
  await page.locator('#thread-composer').press('Enter');
  await panel.locator('[data-row]', { hasText: 'By the river' }).waitFor();
  await kept(page, 'By the river');

  unplug();
  await page.reload();
  await panel.locator('[data-row]', { hasText: 'By the river' }).waitFor();
  expect(await panel.innerText()).toContain('Where shall we land?');
  await page
    .getByText(/Reconnecting/)
    .first()
    .waitFor();
  expect(await panel.locator('[data-row]', { hasText: 'By the river' }).count()).toBe(1);
  await go(`${path}/t/2`);
  await panel.getByText('There is no connection, and this thread is not kept on this device.').waitFor();
  await go(`${path}/t/1`);
  await panel.locator('[data-row]', { hasText: 'By the river' }).waitFor();
  await say(page, 'said too late');
  await rowWith(page, 'said too late').waitFor();

  // Meanwhile.
  const { members } = await ann.ask('room:members', { room: room.id });
  const uma = (members as { readonly user: { readonly username: string; readonly displayName: string } }[]).find(
    ({ user }) => user.displayName === 'Uma',
  )?.user.username;
  const muted = await ann.ask('room:mute', { room: room.id, user: uma, until: Date.now() + 3_600_000 });
  expect(muted).toMatchObject({ ok: true });
  const { thread } = await ann.ask('thread:open', { conversation: room.id, seq: 1 });
  await ann.askPatiently('message:room', { conversation: thread, content: 'At noon' });
  await plugIn(page);
  await panel.locator('[data-row]', { hasText: 'At noon' }).waitFor();
  await rowWith(page, 'said too late')
    .getByText(/^Not sent: You are muted here until .+\.$/)
    .waitFor();
  const acts = rowWith(page, 'said too late').getByRole('group').getByRole('button');
  expect(await acts.allInnerTexts()).toEqual(['Retry', 'Copy', 'Delete']);
  expect(faults).toEqual([]);
  await page.context().close();
}, 120_000);
