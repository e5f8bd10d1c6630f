import { everyoneLeaves, freshName, guest, visitor } from '@rookery/testkit/person';
import type { Answer, Person } from '@rookery/testkit/person';
import { openRaw } from '@rookery/testkit/raw-link';
import { openTarget } from '@rookery/testkit/target';
import { until } from '@rookery/testkit/until';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

let target: Awaited<ReturnType<typeof openTarget>>;
beforeAll(async () => {
  target = await openTarget();
});
afterEach(everyoneLeaves);
afterAll(() => target.stop());

const transportOf = (person: Person): string => person.socket.io.engine.transport.name;
const seqs = (person: Person): number[] => person.all('message:receive').map((message) => Number(message['seq']));
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** A room in which several people say `count` messages in all, a little at a time. */
async function speakers(count: number) {
  const people = await Promise.all(Array.from({ length: 5 }, () => guest(target.url)));
  const [owner] = people;
  if (!owner) throw new Error('nobody speaks');
  const { room, head } = await owner.ask('room:create', freshName('room'));
  for (const person of people) await person.ask('room:join', { room: room.id });
  const speak = async (): Promise<void> => {
    await Promise.all(
      people.map(async (person) => {
        for (let index = 0; index < count / people.length; index += 1) {
          const answer = await person.askPatiently('message:room', { room: room.id, content: `${index}` });
          expect(answer).toMatchObject({ ok: true });
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      }),
    );
  };
  return { owner, room: String(room.id), epoch: String(head.epoch), speak };
}

describe('transports', () => {
  test('[WIRE-19] over long-polling alone a client says and hears everything in order', async () => {
    const { room, speak } = await speakers(50);
    const poller = await guest(target.url, 'poller', { transports: ['polling'] });
    await poller.ask('room:join', { room });
    const own = Promise.all(
      Array.from({ length: 20 }, (_, index) => poller.ask('message:room', { room, content: `own ${index}` })),
    );
    await speak();
    const acks = await own;
    expect(acks.every((ack) => ack.ok)).toBe(true);
    expect(acks.map((ack) => Number(ack['seq']))).toEqual(
      acks.map((ack) => Number(ack['seq'])).toSorted((a, b) => a - b),
    );
    await until('it has heard all', () => seqs(poller).length === 70);
    expect(seqs(poller)).toEqual(upTo(70));
    expect(transportOf(poller)).toBe('polling');
  });

  test('[WIRE-19] while clients upgrade from long-polling to WebSocket nothing is lost, doubled or out of order', async () => {
    const { owner, room, epoch, speak } = await speakers(250);
    const member = await guest(target.url);
    await member.ask('room:join', { room });
    member.leave();
    const speaking = speak();
    const arrivals: Person[] = [];
    for (let index = 0; index < 12; index += 1) {
      const device = visitor(target.url, { token: member.token }, { transports: ['polling', 'websocket'] });
      arrivals.push(device);
      await device.hears('server:hello');
    }
    await speaking;
    const { head } = await owner.ask('history:fetch', { conversation: room, limit: 1 });
    expect(head.seq).toBe(250);
    for (const device of arrivals) {
      await until('it has upgraded', () => transportOf(device) === 'websocket');
      expect(
        (await device.ask('sync', { conversations: [{ conversation: room, epoch, seq: head.seq, rev: 0 }] }))[
          'conversations'
        ][0],
      ).toMatchObject({ messages: [], more: false });
      const heard = seqs(device);
      const first = heard[0] ?? 251;
      expect(heard).toEqual(upTo(250).slice(first - 1));
    }
    // They came while people spoke, so most of them have heard something.
    expect(arrivals.filter((device) => seqs(device).length > 0).length).toBeGreaterThan(2);
  });

  test('[WIRE-19] what is said in the middle of an upgrade is answered once', async () => {
    const owner = await guest(target.url);
    const name = freshName('room');
    await owner.ask('room:create', name);
    const devices = Array.from({ length: 10 }, () =>
      visitor(target.url, { token: owner.token }, { transports: ['polling', 'websocket'] }),
    );
    const acks = await Promise.all(
      devices.map(async (device, who) => {
        await device.hears('server:hello');
        return Promise.all(
          Array.from({ length: 5 }, (_, index) =>
            device.ask('message:room', { room: name, content: `${who}.${index}`, clientId: `${who}-${index}` }),
          ),
        );
      }),
    );
    for (const own of acks) {
      expect(own.every((ack) => ack.ok && ack['duplicate'] === false)).toBe(true);
      const order = own.map((ack) => Number(ack['seq']));
      expect(order).toEqual(order.toSorted((a, b) => a - b));
    }
    await until('all are heard', () => seqs(owner).length === 50);
    expect(seqs(owner)).toEqual(upTo(50));
  });

  test('[WIRE-20] unknown transports, sessions and protocol versions are refused, each with a 400', async () => {
    for (const query of [
      'EIO=4&transport=pigeon',
      'EIO=4&transport=polling&sid=nobody',
      'EIO=3&transport=polling',
      'transport=polling',
      `EIO=4&transport=polling&sid=${'x'.repeat(4_000)}`,
    ])
      expect((await fetch(`${target.url}/socket.io/?${query}`)).status, query).toBe(400);
  });
});

describe('what no client library sends', () => {
  const nonsense: readonly string[] = [
    '',
    '9',
    '4',
    '0{}',
    '1',
    'b!!!!',
    '42',
    '427',
    '42/',
    '42,',
    '43',
    '437',
    '45',
    '451-',
    '451-7',
    '46',
    '461-7',
    '2probe',
    '3probe',
    '5',
    '6noop',
    'bAAAA',
    '42[',
    '42{}',
    '42[]',
    '42[5]',
    '42[[]]',
    '42[null]',
    '42[""]',
    '42["__proto__"]',
    '42["constructor",{}]',
    '42["disconnect"]',
    '42["connect_error"]',
    '42["error"]',
    '42["message:room"]',
    '42["message:room",{"content":"x","room":"x"},"y","z"]',
    '42-1["rooms:list"]',
    '4299999999999999999999["rooms:list"]',
    '42/admin,["rooms:list"]',
    '43[]',
    '4377[{"ok":true}]',
    '44{"message":"x"}',
    '45-["x"]',
    '451-["message:room",{"_placeholder":true,"num":0}]',
    '451-["message:room",{"_placeholder":true,"num":7}]',
    '4599999-["message:room"]',
    '451-["message:room",{"_placeholder":true,"num":"x"}]',
    '461-[]',
    '40',
    '40/admin,',
    '40/,{}',
    '41',
    '47',
    `42["${'x'.repeat(100_000)}"]`,
    `40${'['.repeat(20_000)}`,
    `42["message:room",${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}]`,
    '\u0000\u0001',
    '42["rooms:list",{"limit":1e400}]',
    '42["read:mark",{"room":"x","seq":1e308}]',
  ];

  test('[WIRE-21] it closes its own connection at most; nobody else is disturbed', async () => {
    const [alice, bob] = [await guest(target.url), await guest(target.url)];
    const name = freshName('room');
    await alice.ask('room:create', name);
    await bob.ask('room:join', name);
    let cutOff = 0;
    for (const person of [alice, bob]) person.socket.on('disconnect', () => (cutOff += 1));
    const attacker = await guest(target.url);
    for (const text of nonsense) {
      const raw = await openRaw(target.url, { token: attacker.token });
      raw.send(text);
      // A binary frame that nothing announced, or that the text announced.
      raw.send(Buffer.from([1, 2, 3]));
      raw.send(text);
      await raw.answeredOrClosed();
      expect(await alice.askPatiently('message:room', { room: name, content: 'still here' }), text).toMatchObject({
        ok: true,
      });
    }
    await until('bob heard all', () => bob.all('message:receive').length === nonsense.length);
    expect(seqs(bob)).toEqual(upTo(nonsense.length));
    expect(cutOff).toBe(0);
  });

  test('[WIRE-21] nor does it before a connection has said who it is', async () => {
    const alice = await guest(target.url);
    for (const text of nonsense) {
      const raw = await openRaw(target.url, null);
      raw.send(text);
      raw.send('40');
      raw.send(text);
      await raw.answeredOrClosed();
    }
    expect(await alice.ask('rooms:list')).toMatchObject({ ok: true });
    expect(alice.all('server:hello')).toHaveLength(1);
  });

  test('[WIRE-22] another namespace, a second CONNECT and leaving close the connection', async () => {
    const alice = await guest(target.url);
    for (const text of ['40/admin,{}', '42/admin,["inbox:list"]', '40', '41']) {
      const raw = await openRaw(target.url, { token: alice.token });
      raw.send(text);
      await until(`${text} closes it`, () => raw.isClosed());
      expect(raw.heard.some((heard) => heard.startsWith('44'))).toBe(false);
    }
    expect(await alice.ask('inbox:list')).toMatchObject({ ok: true });
  });
});

describe('the frame’s limit', () => {
  test('[WIRE-23] up to 1 MiB a frame is answered too_large, and the connection lives', async () => {
    for (const transports of [['websocket'], ['polling']]) {
      const person = await guest(target.url, 'long', { transports });
      for (const bytes of [500_000, 1_000_000, 1_048_576 - 64]) {
        const answer = await person.ask('message:room', { room: 'x', content: 'x'.repeat(bytes) });
        expect(answer).toMatchObject({ ok: false, error: { code: 'too_large', field: 'content' } });
      }
      expect(person.all('server:hello')).toHaveLength(1);
    }
  });

  test('[OPS-4] over long-polling too a frame of 5 MB closes its own connection and nothing else', async () => {
    const [alice, other] = [await guest(target.url), await guest(target.url, 'big', { transports: ['polling'] })];
    let closed = 0;
    other.socket.on('disconnect', () => (closed += 1));
    other.socket.emit('message:room', { room: 'x', content: 'x'.repeat(5_000_000) });
    await until('its sender is cut off', () => closed === 1);
    expect(await alice.ask('rooms:list')).toMatchObject({ ok: true });
    expect(alice.all('server:hello')).toHaveLength(1);
  });
});

test('[OPS-1] answers come within their time even when many are asked at once', async () => {
  const person = await guest(target.url);
  const name = freshName('room');
  await person.ask('room:create', name);
  const answers: Answer[] = await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      person.ask(['history:fetch', 'inbox:list', 'rooms:list', 'room:members'][index % 4] ?? '', {
        ...(index % 4 === 0 || index % 4 === 3 ? { room: name } : {}),
      }),
    ),
  );
  expect(answers.every((answer) => answer.ok)).toBe(true);
});
