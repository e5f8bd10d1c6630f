/**
 * Pushes to a real Firefox (ESR, from Debian) through a push service of our own: its own code subscribes, decrypts and runs the app's service worker, with no page of the app open.
 *   node tests/engines/pushes.ts
 */
import { spawnSync } from 'node:child_process';
import assert from 'node:assert/strict';
import { guest, everyoneLeaves } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import { until } from '@rookery/testkit/until';
import { Firefox } from './firefox.ts';
import { FirefoxPushService } from './firefox-push-service.ts';

if (spawnSync('which', ['firefox-esr']).status !== 0) {
  const { status } = spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'firefox-esr'], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('Install Firefox ESR: apt-get install firefox-esr');
}

const service = await FirefoxPushService.start();
const target = await startTarget({ ROOKERY_OUTBOUND_ALLOW: service.host });
const home = target.url.replace('127.0.0.1', 'localhost');
let firefox: Firefox | null = null;
try {
  firefox = await Firefox.start({
    'dom.push.enabled': true,
    'dom.push.connection.enabled': true,
    'dom.push.serverURL': `ws://${service.host}/`,
    'dom.push.testing.allowInsecureServerURL': true,
    'dom.push.testing.ignorePermission': true,
    'permissions.default.desktop-notification': 1,
    'dom.webnotifications.requireuserinteraction': false,
    'dom.serviceWorkers.enabled': true,
    'alerts.useSystemBackend': false,
    'app.update.enabled': false,
    'datareporting.policy.dataSubmissionEnabled': false,
    'toolkit.telemetry.enabled': false,
  });
  const [ann, ben] = [await guest(home, 'ann'), await guest(home, 'ben')];
  const { push } = await ben.hears('server:hello');
  await firefox.open(`${home}/service-worker.js`);
  const subscription = await firefox.run(`(async () => {
    const policy = window.trustedTypes?.createPolicy('rookery-worker', { createScriptURL: (url) => url });
    const address = '/service-worker.js';
    const registration = await navigator.serviceWorker.register(policy?.createScriptURL(address) ?? address, { scope: '/' });
    for (let left = 100; left > 0 && !registration.active; left -= 1) await new Promise((go) => setTimeout(go, 100));
    const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: '${String(push)}' });
    return JSON.stringify(made.toJSON());
  })()`);
  const { endpoint, keys } = JSON.parse(subscription) as Record<string, unknown>;
  assert.deepEqual(await ben.ask('push:add', { endpoint, keys }), { ok: true });
  await firefox.open('about:blank');
  const said = await ann.ask('message:private', { to: ben.me['username'], content: 'Are **you** there? 在吗？' });
  assert.equal(said.ok, true);
  await until('it was handed on', () => service.handedOn > 0, 40_000);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  await firefox.open(`${home}/service-worker.js`);
  const shown = await firefox.run(`(async () => {
    const registration = await navigator.serviceWorker.getRegistration('/');
    const all = await registration.getNotifications();
    return JSON.stringify(all.map(({ title, body, tag, data }) => ({ title, body, tag, data })));
  })()`);
  console.log(`shown with no page open: ${shown}`);
  const [notification] = JSON.parse(shown) as { title: string; body: string; data: { navigate: string } }[];
  assert.equal(notification?.body, 'Are you there? 在吗？');
  assert.equal(notification.title, ann.me['displayName']);
  assert.equal(new URL(notification.data.navigate).pathname, `/d/${String(said['conversation'])}/m/1`);
  console.log('Firefox was pushed to');
} finally {
  everyoneLeaves();
  firefox?.close();
  await target.stop();
  service.close();
}
