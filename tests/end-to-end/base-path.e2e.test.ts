import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@rookery/client';
import { freePort } from '@rookery/testkit/free-port';
import { passOn, startFront } from '@rookery/testkit/front';
import { nginx } from '@rookery/testkit/nginx';
import type { Nginx } from '@rookery/testkit/nginx';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { until } from '@rookery/testkit/until';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeFindings } from './support/axe.ts';
import { launchBrowser, openWindow } from './support/browser.ts';
import { createRoom, joinAs, rowWith, say } from './support/people.ts';

// Installations under paths of one origin, behind a company's own NGINX: /chat/ passed on to Rookery's NGINX, /talk/ taken away before a node.

const dir = mkdtempSync(join(tmpdir(), 'rookery-base-path-'));
let browser: Browser;
let targets: Target[];
let own: Nginx;
let front: Awaited<ReturnType<typeof startFront>>;

beforeAll(async () => {
  browser = await launchBrowser();
  targets = [];
  for (const path of ['/chat/', '/talk', '/lost/']) targets.push(await startTarget({ ROOKERY_BASE_PATH: path }));
  const [chat, talk, lost] = targets.map(({ server }) => server.port);
  const port = await freePort();
  own = nginx({ dir: join(dir, 'own'), port, nodes: [{ name: 'n1', port: chat ?? 0 }], basePath: '/chat' });
  await own.start();
  front = await startFront({
    dir: join(dir, 'front'),
    server: `
      location /chat/ { ${passOn} proxy_pass http://127.0.0.1:${port}; }
      location /talk/ { ${passOn} proxy_pass http://127.0.0.1:${talk}/; }
      # As it is without a word about Host and Upgrade.
      location /lost/ { proxy_pass http://127.0.0.1:${lost}; }`,
  });
});

afterAll(async () => {
  await browser?.close();
  await front?.kill('SIGTERM');
  await own?.kill('SIGTERM');
  for (const target of targets ?? []) await target.stop();
  rmSync(dir, { recursive: true, force: true });
});

test('[OPS-31] people talk under /chat/, reload in a room, and follow links to it', async () => {
  const { page, faults } = await joinAs(browser, `${front.url}/chat/`, 'Ann', { worker: true });
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const sockets: string[] = [];
  page.on('websocket', (socket) => sockets.push(socket.url()));
  const path = await createRoom(page, 'general', { base: '/chat' });
  expect(path).toMatch(/^\/chat\/r\/r_/);
  await say(page, `see ${front.url}${path} and ${front.url}/talk/r/r_1`);
  await rowWith(page, 'see http').waitFor();
  await page.reload();
  await rowWith(page, 'see http').waitFor();
  const links = page.locator('[data-row] a', { hasText: /^http/ });
  expect(await links.evaluateAll((all) => all.map((link) => link.getAttribute('target')))).toEqual([null, '_blank']);
  // What is loaded late comes from there too.
  await page.keyboard.press('Control+k');
  await page.locator('dialog input').waitFor();
  await page.keyboard.press('Escape');
  await page.locator(`nav a[href="/chat/"]`).first().click();
  await page.waitForURL('**/chat/');
  await page.goBack();
  await rowWith(page, 'see http').waitFor();
  // The worker that shows pushes lies there, and has no power over what lies beside it.
  const { scope } = await page.evaluate(async () => ({ scope: (await navigator.serviceWorker.ready).scope }));
  expect(scope).toBe(`${front.url}/chat/`);
  expect(asked.filter((one) => !one.startsWith('/chat/'))).toEqual([]);
  await until('a socket is open', () => sockets.some((url) => url.includes('/chat/socket.io/')));
  expect(faults).toEqual([]);
});

test('[OPS-31] an installation beside it shares the origin and nothing else', async () => {
  const { page, faults } = await joinAs(browser, `${front.url}/chat/`, 'Ben', { worker: true });
  const beside = await page.context().newPage();
  await beside.goto(`${front.url}/talk/`);
  await beside.locator('input[name="name"]').fill('Cleo');
  await beside.keyboard.press('Enter');
  await beside.locator('nav').first().waitFor({ state: 'attached' });
  const path = await createRoom(beside, 'general', { base: '/talk' });
  await say(beside, 'of the other house');
  await rowWith(beside, 'of the other house').waitFor();
  await page.reload();
  await page.getByText('Ben', { exact: true }).first().waitFor();
  await beside.goto(front.url + path);
  await rowWith(beside, 'of the other house').waitFor();
  await beside.getByText('Cleo', { exact: true }).first().waitFor();
  const names = await page.evaluate(() => Object.keys(localStorage));
  expect(names.filter((name) => !/\/(chat|talk)$/.test(name))).toEqual([]);
  expect(names).toEqual(expect.arrayContaining(['rookery.session/chat', 'rookery.session/talk']));
  const databases = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
  expect(new Set(databases)).toEqual(
    new Set(['chat', 'talk'].flatMap((base) => ['outbox', 'uploads', 'copy'].map((kind) => `rookery-${kind}/${base}`))),
  );
  expect(faults).toEqual([]);
});

test('[OPS-31] calls, health, the description of the API and the SDK go by the base path, metrics stay inside', async () => {
  for (const [base, node] of [
    ['/chat', targets[0]],
    ['/talk', targets[1]],
  ] as const) {
    const called = await fetch(`${front.url}${base}/api/v1/call/rooms:list`, { method: 'POST' });
    expect([called.status, await called.json()]).toMatchObject([200, { ok: true }]);
    expect(await (await fetch(`${front.url}${base}/api/v1/openapi.json`)).json()).toMatchObject({
      servers: [{ url: base }],
    });
    expect((await fetch(`${front.url}${base}/readyz`)).status).toBe(200);
    for (const path of ['/readyz', '/metrics', `${base}/metrics`, `${base}/`, `${base}?x`])
      expect((await fetch(node?.url + path)).status, path).toBe(200);
    expect((await fetch(`${node?.url}${base}ter/`)).status).toBe(404);
    const client = createClient({ url: `${front.url}${base}/` });
    await client.join(`program${base.slice(1)}`);
    expect(client.way).toBe('websocket');
    client.close();
  }
  expect((await fetch(`${front.url}/chat/metrics`)).status).toBe(404);
});

test('[OPS-32] behind a proxy that changes Host and lets no WebSocket through the page and the log say what is wrong', async () => {
  const { page } = await openWindow(browser, `${front.url}/lost/`);
  await page.getByText('The server refuses this page').first().waitFor();
  const log = readFileSync(join(targets[2]?.dataDir ?? '', '../server.log'), 'utf8');
  const told = log.split('\n').filter((line) => line.includes('"event":"origin.refused"'));
  expect(told).toHaveLength(1);
  expect(told[0]).toContain(`"origin":"${front.url}"`);
  expect(told[0]).toContain(`"host":"127.0.0.1:${targets[2]?.server.port}"`);
  expect(told[0]).toContain('ROOKERY_ALLOWED_ORIGINS');
});

test('[OPS-32] where WebSocket does not get through people talk all the same, and their menu says that it is the slower way', async () => {
  const slow = await startFront({
    dir: join(dir, 'slow'),
    server: `location /talk/ { proxy_set_header Host $http_host; proxy_pass http://127.0.0.1:${targets[1]?.server.port}/; }`,
  });
  try {
    const { page } = await joinAs(browser, `${slow.url}/talk/`, 'Dora');
    await createRoom(page, 'slow but sure', { base: '/talk' });
    await say(page, 'by polling');
    await rowWith(page, 'by polling').waitFor();
    await page.getByRole('button', { name: /Settings/ }).click();
    const menu = page.getByRole('menu');
    await menu.getByText(/Connected without WebSocket/).waitFor();
    expect((await menu.boundingBox())?.width).toBeLessThan(420);
    expect(await axeFindings(page)).toEqual([]);
    await page.context().close();
  } finally {
    await slow.kill('SIGTERM');
  }
});
