// Shows what is pushed, and opens what is clicked. It answers no request of any page, so that nothing of the app goes through it.
'use strict';

/** Where the app lies: this file is at its root. */
const home = new URL('./', location.href);

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

// Nothing of a page depends on which version runs: a new one takes over at once, and no page is loaded anew for it.
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

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
