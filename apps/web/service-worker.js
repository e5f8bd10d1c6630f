// Keeps the app of one build for a start without a network, shows what is pushed, opens what is clicked, and takes what other apps share.
'use strict';

/** What this build is: the build writes it here (vite.config.ts). Without files, as in development, nothing is kept. */
const build = { name: '', entry: '', files: [] };

/** Where the app lies: this file is at its root. */
const home = new URL('./', location.href);

/** Caches belong to the whole origin: installations beside each other have names of their own. */
const ours = (kind) => `rookery-${kind}:${home.pathname}:`;
const appCache = ours('app') + build.name;
/** Small pictures that were shown. The page deletes it when its reader is gone (sdk/device-storage.ts). */
const pictureCache = ours('pictures');
const mostPictures = 500;
const largestPictureBytes = 300_000;
/** What was shared into the app, until it is taken (features/share). */
const sharedCache = ours('shared');
const mostSharedFiles = 10;

const appCaches = async () => (await caches.keys()).filter((name) => name.startsWith(ours('app')));

/** The page of this build, as this installation's server places it; undefined where the server has another build. */
const askForPage = async () => {
  const page = await fetch(home, { cache: 'no-cache' });
  const isOurs =
    page.ok && page.type === 'basic' && !page.redirected && (await page.clone().text()).includes(build.entry);
  return isOurs ? page : undefined;
};

/** All of the build, or nothing of it. */
const keepBuild = async () => {
  const cache = await caches.open(appCache);
  try {
    const page = await askForPage();
    if (!page) throw new Error('The server has another build by now.');
    await cache.addAll(build.files.map((file) => new URL(file, home).href));
    await cache.put(home, page);
  } catch (error) {
    await caches.delete(appCache);
    throw error;
  }
};

/** The address that a notification leads to; the app's own root for what leads elsewhere. */
const within = (address) => {
  try {
    const url = new URL(address, home);
    return url.origin === home.origin && url.pathname.startsWith(home.pathname) ? url : home;
  } catch {
    return home;
  }
};

/** The pages of the app, the one that was used last first. */
const ownWindows = async () =>
  (await self.clients.matchAll({ type: 'window', includeUncontrolled: true })).filter(({ url }) =>
    new URL(url).pathname.startsWith(home.pathname),
  );

/** A page that has heard says so at once, ms. */
const answerMs = 1000;

/** Whether the page has heard it. */
const isHeard = (page, message) =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    setTimeout(() => resolve(false), answerMs);
    port1.onmessage = () => resolve(true);
    page.postMessage(message, [port2]);
  });

// A page goes on with the version that it was loaded from: a newer one waits until the reader says so, or is asked for by a single page that loads anyhow.
self.addEventListener('install', (event) => {
  const install = async () => {
    const isFirst = !self.registration.active || (await appCaches().catch(() => [])).length === 0;
    // Where nothing can be kept, pushes are shown all the same. A version that works is not given up for one that does not.
    await keepBuild().catch((error) => {
      if (!isFirst) throw error;
    });
    if (isFirst) await self.skipWaiting();
  };
  event.waitUntil(install());
});

self.addEventListener('activate', (event) => {
  const activate = async () => {
    await self.clients.claim();
    const others = (await appCaches().catch(() => [])).filter((name) => name !== appCache);
    // The one before stays: pages of it may still be open, and load the rest of their parts.
    for (const name of others.slice(0, -1)) await caches.delete(name);
  };
  event.waitUntil(activate());
});

self.addEventListener('message', ({ data }) => {
  if (data?.kind === 'take over') void self.skipWaiting();
});

/** Where the app has a page: not the server's own addresses, and no files. */
const isPage = (path) => !/^(?:api|socket\.io)(?:\/|$)|^(?:healthz|readyz|metrics)$|\.[^/]*$/.test(path);

/** From the cache at once, whatever the network is like. */
const answerPage = async (event) => {
  const cache = await caches.open(appCache);
  const page = await cache.match(home);
  if (!page) return fetch(event.request);
  const { waiting } = self.registration;
  if (waiting && (await self.clients.matchAll({ type: 'window' })).length < 2) {
    waiting.postMessage({ kind: 'take over' });
    return new Response('', { headers: { refresh: '0', 'content-type': 'text/html' } });
  }
  // Where the installation's settings have changed, the next page has them.
  const renew = async () => {
    const fresh = await askForPage();
    if (fresh) await cache.put(home, fresh);
  };
  event.waitUntil(renew().catch(() => undefined));
  return page;
};

const answerFile = async (request) => {
  for (const name of [appCache, ...(await appCaches())]) {
    const kept = await (await caches.open(name)).match(request, { ignoreVary: true });
    if (kept) return kept;
  }
  return fetch(request);
};

const answerPicture = async (event) => {
  const cache = await caches.open(pictureCache);
  const kept = await cache.match(event.request, { ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(event.request);
  const keep = async (copy) => {
    await cache.put(event.request, copy);
    const keys = await cache.keys();
    for (const key of keys.slice(0, Math.max(0, keys.length - mostPictures))) await cache.delete(key);
  };
  if (
    answer.status === 200 &&
    answer.type === 'basic' &&
    Number(answer.headers.get('content-length') ?? 0) <= largestPictureBytes
  )
    event.waitUntil(keep(answer.clone()).catch(() => undefined));
  return answer;
};

/** What another app shares: its words go into the address, its files wait in a cache. */
const takeShared = async (request) => {
  const form = await request.formData();
  const words = ['title', 'text', 'url']
    .flatMap((name) => form.getAll(name))
    .filter((one) => typeof one === 'string' && one !== '');
  const files = form.getAll('files').filter((one) => one instanceof File && one.size > 0);
  await caches.delete(sharedCache);
  const cache = await caches.open(sharedCache);
  for (const [index, file] of files.slice(0, mostSharedFiles).entries())
    await cache.put(
      new URL(`shared/${index}`, home),
      new Response(file, {
        headers: { 'content-type': file.type || 'application/octet-stream', 'x-name': encodeURIComponent(file.name) },
      }),
    );
  const query = new URLSearchParams({ text: [...new Set(words)].join('\n').slice(0, 8_000) });
  return Response.redirect(new URL(`share?${query}`, home).href, 303);
};

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== home.origin || !url.pathname.startsWith(home.pathname)) return;
  const path = url.pathname.slice(home.pathname.length);
  if (request.method === 'POST' && path === 'share') event.respondWith(takeShared(request));
  else if (request.method !== 'GET' || build.files.length === 0) return;
  // Without a cache, as where storage is refused, the network is asked like before.
  else if (request.mode === 'navigate') {
    if (isPage(path)) event.respondWith(answerPage(event).catch(() => fetch(request)));
  } else if (path.startsWith('assets/')) event.respondWith(answerFile(request).catch(() => fetch(request)));
  else if (/^api\/v1\/files\/[^/]+\/preview$/.test(path) && request.destination === 'image')
    event.respondWith(answerPicture(event).catch(() => fetch(request)));
});

self.addEventListener('push', (event) => {
  let told = {};
  try {
    told = event.data.json().notification ?? {};
  } catch {
    // Something must be shown: browsers take the right to push from a site that stays silent.
  }
  const { title = 'Rookery', navigate, ...more } = told;
  const options = { body: '新消息 · New message', ...more };
  const show = async () => {
    // What a page has shown already is shown again, as it must be, and not heard again.
    const before = await self.registration.getNotifications(options.tag === undefined ? {} : { tag: options.tag });
    const isKnown = options.tag !== undefined && before.some(({ data }) => data?.seq >= options.data?.seq);
    await self.registration.showNotification(title, {
      ...options,
      ...(isKnown ? { renotify: false, silent: true } : {}),
      icon: new URL('favicon.svg', home).href,
      data: { ...options.data, navigate: within(navigate).href },
    });
    // A page that is open takes it back once it is read.
    for (const page of await ownWindows()) page.postMessage({ kind: 'shown' });
  };
  event.waitUntil(show());
});

self.addEventListener('notificationclick', (event) => {
  const { notification } = event;
  notification.close();
  const to = within(notification.data?.navigate);
  const open = async () => {
    const own = await ownWindows();
    const best = own.find(({ focused }) => focused) ?? own[0];
    if (!best) return self.clients.openWindow(to.href);
    // Refused where the browser sees no click behind it: then it is open all the same.
    const focused = best.focus().catch(() => undefined);
    // One that is still loading hears nothing.
    if (!(await isHeard(best, { kind: 'navigate', path: to.pathname })))
      await best.navigate(to.href).catch(() => self.clients.openWindow(to.href));
    return focused;
  };
  event.waitUntil(open());
});
