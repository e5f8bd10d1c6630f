import { everyoneLeaves, guest } from '@rookery/testkit/person';
import { PushServiceOfOurs } from '@rookery/testkit/push-service';
import type { PushDevice, ReceivedPush } from '@rookery/testkit/push-service';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { until } from '@rookery/testkit/until';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

let target: Target;
let service: PushServiceOfOurs;
beforeAll(async () => {
  service = await PushServiceOfOurs.start();
  target = await startTarget({
    ROOKERY_OUTBOUND_ALLOW: service.host,
    ROOKERY_RATE_LIMITS: 'off',
    ROOKERY_PUBLIC_URL: 'https://chat.example.org',
  });
});
afterEach(everyoneLeaves);
afterAll(async () => {
  await target.stop();
  await service.close();
});

type Someone = Awaited<ReturnType<typeof guest>> & { readonly device: PushDevice };

async function withDevice(stem: string): Promise<Someone> {
  const person = await guest(target.url, stem);
  const device = service.device();
  expect(await person.ask('push:add', device.subscription)).toEqual({ ok: true });
  return Object.assign(person, { device });
}
type Payload = {
  readonly notification: Readonly<Record<'title' | 'body' | 'navigate' | 'tag', string>>;
  readonly rookery: { readonly seq: number };
};
/** What a device was told, as it reads it. */
const told = ({ device }: Pick<Someone, 'device'>): (Omit<ReceivedPush, 'text'> & Payload)[] =>
  device.received.map(({ text, ...push }) => ({ ...push, ...(JSON.parse(text) as Payload) }));
const bodies = (person: Pick<Someone, 'device'>): string[] => told(person).map(({ notification }) => notification.body);
const at = (person: Pick<Someone, 'me'>): string => `@${String(person.me['username'])}`;
const say = async (by: Pick<Someone, 'ask'>, conversation: string, content: string): Promise<number> => {
  const said = await by.ask('message:room', { conversation, content });
  expect(said).toMatchObject({ ok: true });
  return said['seq'] as number;
};

test('[PUSH-2] a device is kept where it may be reached, again without harm, and taken off', async () => {
  const ann = await withDevice('anna');
  const { subscription } = ann.device;
  expect(await ann.ask('push:add', subscription)).toEqual({ ok: true });
  expect(await ann.ask('push:remove', { endpoint: subscription.endpoint })).toEqual({ ok: true });
  for (const endpoint of ['http://127.0.0.1:1/x', 'https://127.0.0.1/x', 'http://push.example/x'])
    expect(await ann.ask('push:add', { ...subscription, endpoint })).toMatchObject({
      error: { code: 'bad_request', field: 'endpoint' },
    });
});

test('[PUSH-4] [PUSH-5] [PUSH-6] [PUSH-7] [TOLD-5] whoever is called and does not look is pushed to, once, and nobody else', async () => {
  const names = ['ben', 'cat', 'dan', 'eve', 'fay', 'gus', 'hal', 'ida', 'jon', 'kim'] as const;
  const ann = await withDevice('ann');
  const { room } = await ann.ask('room:create', { name: 'Birds & 鸟' });
  const place = room.id as string;
  const all = await Promise.all(names.map((name) => withDevice(name)));
  const cast = Object.fromEntries(all.map((one, index) => [names[index], one]));
  const { ben, cat, dan, eve, fay, gus, hal, ida, jon, kim } = cast as Record<(typeof names)[number], Someone>;
  // Some have their device before they join, some after.
  for (const one of all) await one.ask('room:join', { room: place });
  const late = service.device();
  expect(await eve.ask('push:add', { ...late.subscription, device: 'second' })).toEqual({ ok: true });
  await dan.ask('notify:set', { conversation: place, level: 'all' });
  await fay.ask('notify:set', { conversation: null, mutedUntil: Date.now() + 3_600_000 });
  const hour = (offset: number) => `${String((new Date().getUTCHours() + offset + 24) % 24).padStart(2, '0')}:00`;
  await gus.ask('settings:set', { quietHours: { from: hour(-1), to: hour(2), zone: 'Etc/UTC' } });
  await ida.ask('settings:set', { pushWords: false, language: 'zh-CN' });
  // A session that has ended, a device that is gone, and services that are no good.
  await kim.ask('user:leave', {});
  const [gone, deaf, broken] = [service.device(), service.device(), service.device()];
  [gone.answers, deaf.answers, broken.answers] = [{ status: 410 }, 'nothing', { status: 500 }];
  for (const [index, { subscription }] of [gone, deaf, broken].entries())
    await ben.ask('push:add', { ...subscription, device: `no-${index}` });

  // Without notices nobody has it, neither whom it calls nor whom it is for.
  const hushed = { content: `${at(ben)} hush`, silent: true };
  expect(await ann.ask('message:room', { room: place, ...hushed })).toMatchObject({ ok: true });
  expect(await ben.hears('message:receive')).toMatchObject({ ...hushed, mentions: [ben.me['id']] });
  const hush = await ann.ask('message:private', { to: hal.me['username'], ...hushed });
  expect(hush).toMatchObject({ ok: true });
  const seq = await say(ann, place, `**Look**, ${[ben, cat, fay, gus, kim].map(at).join(' ')}: ||a secret||`);
  const gonebyThen = await say(ann, place, `${at(ben)} never mind`);
  await ann.ask('message:delete', { conversation: place, seq: gonebyThen });
  await say(ann, place, 'nothing of interest');
  const direct = await ann.ask('message:private', { to: hal.me['username'], content: 'x'.repeat(500) });
  await ann.ask('message:private', { to: ida.me['username'], content: 'for your eyes only' });
  const { thread } = await jon.ask('thread:open', { conversation: place, seq });
  await jon.ask('notify:set', { conversation: place, level: 'all' });
  await say(ann, String(thread.id ?? thread), `${at(jon)}: below`);
  await cat.ask('read:mark', { conversation: place, seq: seq + 2 });

  await until(
    'all have had theirs',
    () => bodies(dan).length >= 2 && bodies(ben).length + bodies(hal).length + bodies(ida).length >= 3,
    25_000,
  );
  await until('the thread too', () => bodies(jon).length >= 3, 25_000);
  expect(told(ben)).toMatchObject([
    {
      urgency: 'high',
      ttl: 86_400,
      web_push: 8030,
      notification: {
        title: `${String(ann.me['displayName'])} · #Birds & 鸟`,
        body: expect.stringMatching(/^Look, @.*: ▒▒▒$/) as string,
        navigate: `https://chat.example.org/r/${place}/m/${seq}`,
        tag: place,
        data: { conversation: place, seq },
      },
      rookery: { kind: 'message', conversation: place, seq },
    },
  ]);
  expect(Buffer.byteLength(ben.device.received[0]?.text ?? '')).toBeLessThan(3_000);
  expect(bodies(dan)).toEqual([bodies(ben)[0], 'nothing of interest']);
  expect(told(dan).map(({ urgency }) => urgency)).toEqual(['normal', 'normal']);
  expect(new Set(told(dan).map(({ topic }) => topic)).size).toBe(1);
  expect(bodies(hal)).toEqual([`${'x'.repeat(199)}…`]);
  expect(told(hal)[0]).toMatchObject({
    notification: {
      title: String(ann.me['displayName']),
      navigate: `https://chat.example.org/d/${String(direct['conversation'])}/m/2`,
    },
  });
  expect(ida.device.received[0]?.text).not.toContain('eyes');
  expect(bodies(ida)).toEqual(['有新消息']);
  expect(bodies(jon)).toEqual(expect.arrayContaining([...bodies(dan), expect.stringContaining('below') as string]));
  expect(bodies(jon)).toHaveLength(3);
  const inThread = told(jon).find(({ notification }) => String(notification.body).includes('below'));
  expect(inThread?.notification.navigate).toBe(`https://chat.example.org/r/${place}/t/${seq}`);
  // Dropped by their own answer: they are asked no more, whatever is said.
  gone.answers = undefined;
  // `@all`, of everybody; the one who is named twice has it once.
  const call = await say(ann, place, `@all and ${at(eve)}`);
  await until(
    'all of them',
    () => [ben, cat, dan, eve, jon].every((one) => told(one).some(({ rookery }) => rookery.seq === call)),
    25_000,
  );
  expect(late.received).toHaveLength(1);
  expect(bodies(eve)).toHaveLength(1);
  expect(gone.received).toEqual([]);
  expect([ann, fay, gus, kim].flatMap(told)).toEqual([]);
  expect(service.faults).toEqual([]);
});

test('[PUSH-1] [PUSH-9] what was acknowledged is pushed also where the server dies before; its key stays', async () => {
  const [ann, ben] = [await guest(target.url, 'annika'), await withDevice('benno')];
  const { push } = await ann.hears('server:hello');
  expect(Buffer.from(String(push), 'base64url')).toHaveLength(65);
  const said = await ann.ask('message:private', { to: ben.me['username'], content: 'before the end' });
  expect(said.ok).toBe(true);
  await target.server.kill('SIGKILL');
  await target.server.start();
  const cat = await guest(target.url, 'catrin');
  expect((await cat.hears('server:hello'))['push']).toBe(push);
  await until('it came', () => bodies(ben).length > 0, 30_000);
  expect(new Set(told(ben).map(({ notification }) => notification.tag)).size).toBe(1);
  expect(bodies(ben)[0]).toBe('before the end');
});
