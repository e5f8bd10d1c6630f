import { classic, everyoneLeaves, freshName, guest, listed, visitor } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { until } from '@rookery/testkit/until';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

/** A port that nothing listens on: an origin has no need of a server. */
const friend = 'http://friend.example:81';

let target: Target;
beforeAll(async () => {
  target = await startTarget({
    ROOKERY_RATE_LIMITS: 'off',
    ROOKERY_LOG_LEVEL: 'error',
    ROOKERY_ALLOWED_ORIGINS: friend,
  });
});
afterEach(everyoneLeaves);
afterAll(() => target.stop());

test('[CLS-6] the lists are cut to 1,000 entries and to 20 KB a second, and nobody is told twice in a second', async () => {
  const owner = await guest(target.url);
  const long = 'r'.repeat(50);
  for (let index = 0; index < 1_200; index += 200)
    await Promise.all(Array.from({ length: 200 }, (_, at) => owner.ask('room:create', `${long} ${index + at}`)));
  const ann = await classic(target.url, freshName('ann'));
  const startedAt = performance.now();
  const arrivals: number[] = [];
  ann.socket.on('rooms:update', () => arrivals.push(performance.now() - startedAt));
  for (let index = 0; index < 25; index += 1) {
    await owner.ask('room:create', `a${freshName('new')}`);
    await new Promise((resolve) => setTimeout(resolve, 120));
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  const lists = [...ann.all('rooms:update'), ...ann.all('users:update')].map((list) => JSON.stringify(list));
  for (const list of lists) expect(list.length).toBeLessThanOrEqual(50_000);
  expect(listed(ann, 'rooms:update').length).toBeGreaterThan(100);
  expect(listed(ann, 'rooms:update').length).toBeLessThanOrEqual(1_000);
  // One list of five seconds' worth may come at once.
  expect(lists.join('').length).toBeLessThan(100_000 + seconds * 20_000);
  for (const [index, at] of arrivals.entries())
    if (index > 0) expect(at - (arrivals[index - 1] ?? 0)).toBeGreaterThan(900);
});

test('[OPS-5] pages of allowed origins may connect, over either transport; others may not', async () => {
  const shake = async (origin: string): Promise<Response> =>
    fetch(`${target.url}/socket.io/?EIO=4&transport=polling`, { headers: { origin } });
  const allowed = await shake(friend);
  expect(allowed.status).toBe(200);
  expect(allowed.headers.get('access-control-allow-origin')).toBe(friend);
  const refused = await shake('http://foe.example');
  expect(refused.status).toBe(403);
  expect(refused.headers.get('access-control-allow-origin')).not.toBe('http://foe.example');
  for (const [origin, connects] of [
    [friend, true],
    ['http://foe.example', false],
    [target.url, true],
  ] as const) {
    const person = visitor(target.url, {}, { extraHeaders: { origin }, reconnection: false });
    const refusal = new Promise<false>((resolve) => person.socket.once('connect_error', () => resolve(false)));
    const greeting = person.hears('server:hello').then(() => true);
    greeting.catch(() => undefined);
    expect(await Promise.race([refusal, greeting]), origin).toBe(connects);
  }
});

test('[OPS-16] five hundred clients at once are all let in, and each is somebody else', async () => {
  const people = await Promise.all(Array.from({ length: 500 }, () => guest(target.url)));
  expect(new Set(people.map((person) => person.me['id'])).size).toBe(500);
  const [first] = people;
  if (!first) throw new Error('nobody is there');
  const { room } = await first.ask('room:create', freshName('hall'));
  const joined = await Promise.all(people.map((person) => person.ask('room:join', { room: room.id })));
  expect(joined.every((answer) => answer.ok)).toBe(true);
  expect(await first.ask('message:room', { room: room.id, content: 'hello all' })).toMatchObject({ ok: true });
  await Promise.all(people.map((person) => person.hears('message:receive')));
});

test('[OPS-11] while it drains readiness is red and newcomers are sent elsewhere; SIGINT drains too', async () => {
  // Many clients are told to come back spread out, so that the draining takes a while.
  const people = await Promise.all(Array.from({ length: 500 }, () => guest(target.url)));
  const [first] = people;
  if (!first) throw new Error('nobody is there');
  const { room } = await first.ask('room:create', freshName('room'));
  const acked: number[] = [];
  const writing = (async () => {
    for (let index = 0; index < 2_000; index += 1) {
      const answer = await first.ask('message:room', { room: room.id, content: `${index}` }).catch(() => null);
      if (!answer?.ok) return;
      acked.push(Number(answer['seq']));
    }
  })();
  await until('she writes', () => acked.length > 5);
  for (const person of people) person.socket.io.reconnection(false);
  target.server.signal('SIGINT');
  await first.hears('server:drain');
  const delays = new Set<number>();
  for (const person of people) delays.add(Number((await person.hears('server:drain'))['reconnectInMs']));
  expect(delays.size).toBeGreaterThan(100);
  expect((await fetch(`${target.url}/readyz`)).status).toBe(503);
  expect((await fetch(`${target.url}/healthz`)).status).toBe(200);
  expect((await fetch(`${target.url}/socket.io/?EIO=4&transport=polling`)).status).toBe(503);
  // As they are told to.
  for (const person of people.slice(1)) person.leave();
  await until('it has ended', () => target.server.hasEnded, 30_000);
  expect(target.server.exitCode).toBe(0);
  await writing;
  await target.server.start();
  const again = visitor(target.url, { token: first.token });
  const { head } = await again.ask('history:fetch', { conversation: room.id, limit: 1 });
  expect(head.seq).toBeGreaterThanOrEqual(acked.length);
  expect(acked).toEqual(acked.map((_, index) => index + 1));
}, 60_000);
