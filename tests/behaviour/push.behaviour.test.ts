import { everyoneLeaves, guest } from '@rookery/testkit/person';
import { PushServiceOfOurs } from '@rookery/testkit/push-service';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

let target: Target;
let service: PushServiceOfOurs;
beforeAll(async () => {
  service = await PushServiceOfOurs.start();
  target = await startTarget({ ROOKERY_OUTBOUND_ALLOW: service.host, ROOKERY_RATE_LIMITS: 'off' });
});
afterEach(everyoneLeaves);
afterAll(async () => {
  await target.stop();
  await service.close();
});

test('[PUSH-1] the key is made once, and told to everybody after every start', async () => {
  const ann = await guest(target.url, 'ann');
  const { push } = await ann.hears('server:hello');
  expect(Buffer.from(String(push), 'base64url')).toHaveLength(65);
  await target.server.kill('SIGKILL');
  await target.server.start();
  const ben = await guest(target.url, 'ben');
  expect((await ben.hears('server:hello'))['push']).toBe(push);
});

test('[PUSH-2] a device is kept where it may be reached, again without harm, and taken off', async () => {
  const ann = await guest(target.url, 'anna');
  const { subscription } = service.device();
  for (let round = 0; round < 2; round += 1) expect(await ann.ask('push:add', subscription)).toEqual({ ok: true });
  expect(await ann.ask('push:remove', { endpoint: subscription.endpoint })).toEqual({ ok: true });
  for (const endpoint of ['http://127.0.0.1:1/x', 'https://127.0.0.1/x', 'http://push.example/x'])
    expect(await ann.ask('push:add', { ...subscription, endpoint })).toMatchObject({
      error: { code: 'bad_request', field: 'endpoint' },
    });
});
