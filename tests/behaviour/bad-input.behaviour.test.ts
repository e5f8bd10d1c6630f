import { clientEvents } from '@rookery/protocol';
import { everyoneLeaves, freshName, guest } from '@rookery/testkit/person';
import type { Answer, Person } from '@rookery/testkit/person';
import { openTarget } from '@rookery/testkit/target';
import { until } from '@rookery/testkit/until';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

let target: Awaited<ReturnType<typeof openTarget>>;
beforeAll(async () => {
  target = await openTarget();
});
afterEach(everyoneLeaves);
afterAll(() => target.stop());

/** A payload that no client library would encode: written as it is on the wire. */
const askRaw = (person: Person, event: string, json: string): Promise<Answer> =>
  new Promise((resolve) => {
    const insides = person.socket as unknown as {
      ids: number;
      acks: Record<number, (answer: Answer) => void>;
      io: { engine: { write(text: string): void } };
    };
    const id = (insides.ids += 1) + 1_000_000;
    insides.acks[id] = resolve;
    insides.io.engine.write(`2${id}["${event}",${json}]`);
  });

const deepJson = `${'['.repeat(20_000)}"x"${']'.repeat(20_000)}`;

/** All that may be asked for, but for what would end the session. */
const events = (Object.keys(clientEvents) as (keyof typeof clientEvents)[]).filter((event) => event !== 'user:leave');
/** It takes an object without any field. */
const needsNothing = (event: keyof typeof clientEvents): boolean => clientEvents[event].request.safeParse({}).success;

const mayBeEmpty = (event: keyof typeof clientEvents): boolean => 'mayBeEmpty' in clientEvents[event];

describe('bad input', () => {
  test('[OPS-1] every event answers every malformed payload with an error code, and nobody else is disturbed', async () => {
    const [alice, bob] = [await guest(target.url), await guest(target.url)];
    const name = freshName('room');
    await alice.ask('room:create', name);
    await bob.ask('room:join', name);
    const attacker = await guest(target.url);
    const payloads: [string, unknown][] = [
      ['null', null],
      ['a number', 5],
      ['an array', [1, 2]],
      ['a boolean', true],
      [
        'wrong types',
        {
          room: 5,
          to: [],
          conversation: {},
          content: 1,
          username: {},
          displayName: {},
          name: [],
          users: 'x',
          conversations: {},
          seq: 'x',
          query: 5,
          cursor: {},
          user: 7,
        },
      ],
      [
        'lone surrogates',
        {
          room: '\ud800',
          content: '\ud800',
          username: '\ud800',
          displayName: '\ud800',
          name: '\ud800',
          query: '\ud800',
          user: '\ud800',
          seq: 1,
          emoji: '\ud800',
          on: true,
        },
      ],
      [
        'control characters',
        {
          room: 'a\u0000',
          content: 'a\u0000',
          username: 'a\u0000',
          displayName: 'a\u0000',
          name: 'a\u0000',
          query: '\u0000',
          user: 'a\u0000',
          cursor: '\u0000',
        },
      ],
      ['a binary', Buffer.from('binary')],
      [
        'a binary inside',
        {
          room: Buffer.from('x'),
          content: Buffer.from('x'),
          username: Buffer.from('x'),
          displayName: Buffer.from('x'),
          name: Buffer.from('x'),
          users: Buffer.from('x'),
          conversations: Buffer.from('x'),
          seq: Buffer.from('x'),
          query: Buffer.from('x'),
          cursor: Buffer.from('x'),
        },
      ],
      [
        'very long text',
        {
          room: 'x'.repeat(30_000),
          content: 'x'.repeat(30_000),
          username: 'x'.repeat(30_000),
          displayName: 'x'.repeat(30_000),
          name: 'x'.repeat(30_000),
          user: 'x'.repeat(30_000),
          query: 'x'.repeat(30_000),
          cursor: 'x'.repeat(30_000),
          users: 'x'.repeat(30_000),
          conversations: 'x',
        },
      ],
      ['__proto__', JSON.parse('{"__proto__":{"room":"x","content":"y"},"constructor":{"prototype":{}}}')],
    ];
    for (const event of events) {
      for (const [what, payload] of payloads) {
        const answer = await attacker.askPatiently(event, payload as object);
        if (what === '__proto__' && answer.ok) continue; // unknown fields are ignored where none is needed
        // Likewise of objects that hold nothing that it takes.
        if (needsNothing(event) && answer.ok && !['null', 'a number', 'an array', 'a boolean'].includes(what)) continue;
        expect(answer.ok, `${event} ${what}`).toBe(false);
        expect(
          // What needs no field may be for others: then it is well formed, and refused.
          ['bad_request', 'too_large', 'not_found', 'conflict', ...(needsNothing(event) ? ['forbidden'] : [])],
          `${event} ${what}: ${JSON.stringify(answer['error'])}`,
        ).toContain(answer['error'].code);
        expect(JSON.stringify(answer).length, 'nothing is echoed').toBeLessThan(400);
      }
      const nested = await askRaw(attacker, event, deepJson);
      expect(['bad_request', 'rate_limited'], `${event} deep nesting`).toContain(nested['error'].code);
      const empty = await attacker.askPatiently(event);
      if (mayBeEmpty(event)) expect([true, 'forbidden'], event).toContain(empty.ok || empty['error'].code);
      else expect(empty['error'].code, `${event} without a payload`).toBe('bad_request');
    }
    expect(await attacker.askPatiently('no:such:event', {})).toMatchObject({ error: { code: 'bad_request' } });
    expect(await attacker.askPatiently('__proto__', {})).toMatchObject({ error: { code: 'bad_request' } });
    for (let index = 1; index <= 5; index += 1)
      await alice.ask('message:room', { room: name, content: `fine ${index}` });
    await until('bob heard all', () => bob.all('message:receive').length === 5);
    expect(bob.all('message:receive').map((message) => message['seq'])).toEqual([1, 2, 3, 4, 5]);
  }, 120_000);

  test('[OPS-2] without an ack function a failure is an error:report; an ack that is no function is one too', async () => {
    const person = await guest(target.url);
    person.socket.emit('message:room', { room: 'nowhere', content: 'x' });
    expect(await person.hears('error:report', (report) => report['event'] === 'message:room')).toMatchObject({
      error: { code: 'not_found' },
    });
    person.socket.emit('typing:set', { room: 'x', on: true }, 'not a function');
    expect(await person.hears('error:report', (report) => report['event'] === 'typing:set')).toMatchObject({
      error: { code: 'bad_request' },
    });
  });

  test('[OPS-3] ten thousand events in a second are limited, answered, and slow nobody else', async () => {
    const [alice, bob, flooder] = [await guest(target.url), await guest(target.url), await guest(target.url)];
    const name = freshName('room');
    await alice.ask('room:create', name);
    for (const person of [bob, flooder]) await person.ask('room:join', name);
    const flood = Promise.all(
      Array.from({ length: 10_000 }, () => flooder.ask('message:room', { room: name, content: 'flood' })),
    );
    const answers: Answer[] = [];
    for (let index = 0; index < 10; index += 1)
      answers.push(await bob.ask('message:room', { room: name, content: `calm ${index}` }));
    expect(answers.every((answer) => answer.ok)).toBe(true);
    const flooded = await flood;
    const limited = flooded.filter((answer) => answer['error']?.code === 'rate_limited');
    expect(flooded.filter((answer) => answer.ok).length + limited.length).toBe(10_000);
    expect(limited.length).toBeGreaterThan(9_000);
    expect(limited[0]?.['error'].retryAfterMs).toBeGreaterThan(0);
    const last = (await bob.ask('history:fetch', { room: name, limit: 1 }))['head'].seq;
    await until('alice heard all', () => alice.all('message:receive').length === last);
    expect(alice.all('message:receive').map((message) => message['seq'])).toEqual(
      Array.from({ length: last }, (_, index) => index + 1),
    );
  }, 60_000);

  test('[OPS-4] a frame of 5 MB closes its own connection and nothing else', async () => {
    const [alice, other] = [await guest(target.url), await guest(target.url)];
    let closed = false;
    other.socket.on('disconnect', () => (closed = true));
    other.socket.emit('message:room', { room: 'x', content: 'x'.repeat(5_000_000) });
    await until('its sender is cut off', () => closed);
    expect(await alice.ask('rooms:list', {})).toMatchObject({ ok: true });
    expect(alice.socket.connected).toBe(true);
  });

  test('[OPS-5] a browser’s page of another origin is refused; of the same host it is not', async () => {
    const shake = async (origin: string): Promise<number> =>
      (await fetch(`${target.url}/socket.io/?EIO=4&transport=polling`, { headers: { origin } })).status;
    expect(await shake('https://evil.example')).toBe(403);
    expect(await shake('null')).toBe(403);
    expect(await shake(target.url)).toBe(200);
  });
});
