import { createECDH, randomBytes } from 'node:crypto';
import { PushServiceOfOurs } from '@rookery/testkit/push-service';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { outsideNames } from './outside-names.ts';
import { newPushKeys } from './push-keys.ts';
import { WebPushSender } from './web-push-sender.ts';

let service: PushServiceOfOurs;
let trap: PushServiceOfOurs;
beforeAll(async () => {
  service = await PushServiceOfOurs.start();
  trap = await PushServiceOfOurs.start();
});
afterAll(async () => {
  await service.close();
  await trap.close();
});

const keys = newPushKeys();
const push = { payload: '{"你好":"🐦"}', topic: 'a-topic', isUrgent: true };
const { signal } = new AbortController();
function sender(resolve?: (name: string) => Promise<readonly string[]>, now?: () => number): WebPushSender {
  const names = outsideNames([service.host]);
  const more = { ...(resolve ? { resolve } : {}), ...(now ? { now } : {}) };
  return new WebPushSender({ keys, subject: 'mailto:x@example.org', ...names, deadlineMs: 300, ...more });
}

test('[PUSH-3] what is pushed can be read by the device alone, and is signed for its service', async () => {
  const device = service.device();
  const one = sender();
  const long = { ...push, payload: 'é'.repeat(1_500), isUrgent: false };
  expect(await one.send(device.subscription, push, signal)).toEqual({ status: 'sent' });
  expect(await one.send(device.subscription, long, signal)).toEqual({ status: 'sent' });
  expect(device.received).toMatchObject([
    { text: push.payload, ttl: 86_400, urgency: 'high', topic: 'a-topic' },
    { text: long.payload, urgency: 'normal' },
  ]);
  expect(service.faults).toEqual([]);
  expect([...service.keys]).toEqual([one.key]);
  one.close();
});

test('[PUSH-2] [PUSH-3] only public addresses and what the operator lists are pushed to, also when a name changes its mind', async () => {
  const { keys: good } = service.device().subscription;
  const accepts = (endpoint: string, of = good, resolve = async (): Promise<string[]> => ['8.8.8.8']) =>
    sender(resolve).accepts({ endpoint, keys: of });
  expect(await accepts(`http://${service.host}/x`)).toBe(true);
  expect(await accepts('https://push.example/x')).toBe(true);
  for (const endpoint of [
    'http://push.example/x',
    'https://push.example:8443/x',
    `http://${trap.host}/x`,
    'https://127.0.0.1/x',
    'https://[::1]/x',
    'https://user@push.example/x',
    'ftp://push.example/x',
    'nothing',
  ])
    expect(await accepts(endpoint), endpoint).toBe(false);
  for (const addresses of [['10.0.0.1'], ['8.8.8.8', '169.254.169.254'], []])
    expect(await accepts('https://push.example/x', good, async () => addresses)).toBe(false);
  expect(await accepts('https://push.example/x', good, () => new Promise(() => undefined))).toBe(false);
  const offTheCurve = Buffer.concat([Buffer.from([4]), randomBytes(64)]).toString('base64url');
  expect(await accepts('https://push.example/x', { ...good, p256dh: offTheCurve })).toBe(false);

  const ecdh = createECDH('prime256v1');
  const p256dh = ecdh.generateKeys('base64url');
  let asked = 0;
  const rebinding = sender(async () => {
    asked += 1;
    return [asked === 1 ? '8.8.8.8' : '127.0.0.1'];
  });
  const target = { endpoint: 'https://push.example/x', keys: { ...good, p256dh } };
  expect(await rebinding.accepts(target)).toBe(true);
  expect(await rebinding.send(target, push, signal)).toMatchObject({ status: 'never' });
  // Where a service sends to, nobody follows.
  const device = service.device();
  device.answers = { status: 307, headers: { location: `http://${trap.host}/push/x` } };
  expect(await sender().send(device.subscription, push, signal)).toMatchObject({ status: 'never' });
  expect(trap.requests).toBe(0);
});

test('[PUSH-4] a service that is hostile, down or slow is answered for in time, and left alone', async () => {
  const device = service.device();
  let time = Date.now();
  const one = sender(undefined, () => time);
  const answer = async (answers: typeof device.answers) => {
    device.answers = answers;
    return one.send(device.subscription, push, signal);
  };
  for (const status of [404, 410]) expect(await answer({ status })).toEqual({ status: 'gone' });
  for (const status of [400, 401, 403, 413, 302, 999])
    expect(await answer({ status, headers: { location: '/' } }), String(status)).not.toMatchObject({ status: 'sent' });
  expect(await answer({ status: 429, headers: { 'retry-after': '120' } })).toMatchObject({
    status: 'later',
    afterMs: 120_000,
  });
  const date = new Date(time + 60_000).toUTCString();
  const dated = await answer({ status: 503, headers: { 'retry-after': date } });
  expect(dated).toMatchObject({ status: 'later' });
  expect(dated.status === 'later' && dated.afterMs > 58_000 && dated.afterMs <= 60_000).toBe(true);
  for (const odd of ['soon', '-5', '99999999999999'])
    expect(await answer({ status: 429, headers: { 'retry-after': odd } })).toMatchObject({ status: 'later' });
  expect(await answer(undefined)).toEqual({ status: 'sent' });

  // Never more than a few at once; all of them end, and then nobody asks for a while.
  const before = service.requests;
  service.mostOpen = 0;
  device.answers = 'nothing';
  const startedAt = performance.now();
  const many = await Promise.all(Array.from({ length: 60 }, () => one.send(device.subscription, push, signal)));
  expect(performance.now() - startedAt).toBeLessThan(3_000);
  expect(many.every(({ status }) => status === 'later')).toBe(true);
  expect(service.mostOpen).toBeLessThanOrEqual(24);
  const asked = service.requests;
  expect(asked - before).toBeLessThanOrEqual(24);
  expect(await answer(undefined)).toMatchObject({ status: 'later' });
  expect(service.requests).toBe(asked);
  time += 700_000;
  expect(await answer(undefined)).toEqual({ status: 'sent' });
  const left = new AbortController();
  left.abort();
  expect(await one.send(device.subscription, push, left.signal)).toMatchObject({ status: 'later' });
  expect(await answer(undefined)).toEqual({ status: 'sent' });
  one.close();
});
