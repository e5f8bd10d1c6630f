import { deafPoller, openPolling, pauseReading, resumeReading } from '@rookery/testkit/deaf';
import { classic, everyoneLeaves, freshName, guest, visitor } from '@rookery/testkit/person';
import type { Answer, Person } from '@rookery/testkit/person';
import { rssMiB } from '@rookery/testkit/process-costs';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { until } from '@rookery/testkit/until';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

let target: Target;
beforeAll(async () => {
  target = await startTarget({ ROOKERY_RATE_LIMITS: 'off', ROOKERY_LOG_LEVEL: 'error' });
});
afterEach(everyoneLeaves);
afterAll(() => target.stop());

const memoryMiB = (): number => rssMiB(target.server.pid() ?? 0);

const laggedSoFar = async (): Promise<number> =>
  Number(/^rookery_feed_lagging_total (\d+)/m.exec(await (await fetch(`${target.url}/metrics`)).text())?.[1]);

const long = 'x'.repeat(7_900);

/** Keeps a room busy until `enough`; answers how many were sent. */
async function chatter(writer: Person, room: string, enough: (sent: number) => boolean | Promise<boolean>) {
  for (let sent = 0; ; sent += 50) {
    if (await enough(sent)) return sent;
    if (sent >= 6_000) throw new Error('48 MB were said and it never was enough');
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => writer.ask('message:room', { room, content: long })),
    );
    for (const answer of answers) expect(answer).toMatchObject({ ok: true });
  }
}

/** Writes a little all the time, until stopped. */
function murmur(writer: Person, room: string): { stop(): Promise<void> } {
  let isOver = false;
  const writing = (async () => {
    while (!isOver) {
      expect(await writer.ask('message:room', { room, content: 'psst' })).toMatchObject({ ok: true });
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  })();
  return {
    stop: () => {
      isOver = true;
      return writing;
    },
  };
}

/** What a client shows: the seq up to which it has everything, and how often it saw a number skipped. */
function timeline(person: Person, conversation: string) {
  const held = { conversation, epoch: '', seq: 0, rev: 0, gaps: 0, live: 0 };
  person.socket.on('message:receive', (message: Answer) => {
    if (message['conversation'] !== conversation) return;
    if (message['seq'] === held.seq + 1) {
      held.seq += 1;
      held.live += 1;
    } else if (message['seq'] > held.seq) held.gaps += 1;
  });
  /** Applied as the answer arrives: what comes live right behind it must fit. */
  const page = (): Promise<Answer> =>
    new Promise((resolve) => {
      const { epoch, seq, rev } = held;
      person.socket.emit('sync', { conversations: [{ conversation, epoch, seq, rev }] }, (answer: Answer) => {
        const [synced] = answer['conversations'];
        for (const message of synced.messages as Answer[]) if (message['seq'] === held.seq + 1) held.seq += 1;
        if (!synced.more) held.gaps = 0;
        resolve(synced as Answer);
      });
    });
  const sync = async (): Promise<Answer> => {
    for (;;) {
      const synced = await page();
      expect(synced['reset']).toBeUndefined();
      if (!synced['more']) return synced;
    }
  };
  return { held, sync };
}

async function busyRoom(visibility: 'public' | 'private' = 'public') {
  const [alice, bob, slow] = [await guest(target.url), await guest(target.url), await guest(target.url)];
  const { room, head } = await alice.ask('room:create', { name: freshName('busy'), visibility });
  for (const person of [bob, slow]) {
    if (visibility === 'private') await alice.ask('room:invite', { room: room.id, user: person.me['id'] });
    expect(await person.ask('room:join', { room: room.id })).toMatchObject({ ok: true });
  }
  const shown = timeline(slow, String(room.id));
  shown.held.epoch = String(head.epoch);
  return { alice, bob, slow, room: String(room.id), shown };
}

const goesDeafAndLags = async (slow: Person, writer: Person, room: string): Promise<number> => {
  const before = await laggedSoFar();
  pauseReading(slow);
  return chatter(writer, room, async () => (await laggedSoFar()) > before);
};

describe('a slow reader', () => {
  test('[DEL-1] its queue stops at its limit, memory stays bounded, the others hear everything, and it is whole again after sync', async () => {
    const { alice, bob, slow, room, shown } = await busyRoom();
    const before = memoryMiB();
    pauseReading(slow);
    // 3,000 × 8 KB are 24 MB that the deaf one has not taken.
    const total = await chatter(alice, room, (sent) => sent >= 3_000);
    await until('bob heard all', () => bob.all('message:receive').length === total, 30_000);
    expect(bob.all('message:receive').map((message) => message['seq'])).toEqual(
      Array.from({ length: total }, (_, index) => index + 1),
    );
    expect(await laggedSoFar()).toBeGreaterThan(0);
    // What was made of it for the others is garbage, which the engine takes away in its time.
    await until('memory is bounded', () => memoryMiB() - before < 150, 20_000);

    resumeReading(slow);
    const notice = await slow.hears('feed:lagging');
    expect(notice).toMatchObject({ conversation: room, head: { seq: expect.any(Number) as number } });
    expect(shown.held.gaps).toBe(0);
    expect(shown.held.seq).toBeLessThan(total);
    expect(await shown.sync()).toMatchObject({ head: { seq: total } });
    expect(shown.held.seq).toBe(total);
  }, 60_000);

  test('[DEL-3] it hears everything live again right after the answer with more: false, while people go on writing', async () => {
    const { alice, slow, room, shown } = await busyRoom();
    await goesDeafAndLags(slow, alice, room);
    const writing = murmur(alice, room);
    resumeReading(slow);
    await slow.hears('feed:lagging');
    await shown.sync();
    const live = shown.held.live;
    await until('it hears what is said now', () => shown.held.live > live + 200);
    await writing.stop();
    const { head } = await alice.ask('history:fetch', { conversation: room, limit: 1 });
    await until('it has heard all', () => shown.held.seq === head.seq);
    expect(shown.held.gaps).toBe(0);
  }, 60_000);

  test('[DEL-3] two syncs at once leave no hole either', async () => {
    const { alice, slow, room, shown } = await busyRoom();
    await goesDeafAndLags(slow, alice, room);
    const writing = murmur(alice, room);
    resumeReading(slow);
    await slow.hears('feed:lagging');
    await Promise.all([shown.sync(), shown.sync(), shown.sync()]);
    const live = shown.held.live;
    await until('it hears what is said now', () => shown.held.live > live + 100);
    await writing.stop();
    const { head } = await alice.ask('history:fetch', { conversation: room, limit: 1 });
    await until('it has heard all', () => shown.held.seq === head.seq);
    expect(shown.held.gaps).toBe(0);
  }, 60_000);

  test('[DEL-4, ROOM-6] who is removed while lagging is told nothing more of the room', async () => {
    const { alice, slow, room } = await busyRoom('private');
    await goesDeafAndLags(slow, alice, room);
    expect(await alice.ask('room:remove', { room, user: slow.me['id'] })).toMatchObject({ ok: true });
    resumeReading(slow);
    await slow.hears('inbox:update', (update) => update['removed'] === room);
    const heard = slow.all('message:receive').length;
    const sync = (conversation: string): Promise<Answer> =>
      slow.ask('sync', { conversations: [{ conversation, epoch: 'x', seq: 0, rev: 0 }] });
    const ghost = `r_${'x'.repeat(22)}`;
    expect(JSON.stringify(await sync(room)).replaceAll(room, ghost)).toBe(JSON.stringify(await sync(ghost)));
    await alice.ask('message:room', { room, content: 'without her' });
    expect(await slow.ask('history:fetch', { conversation: room })).toMatchObject({ error: { code: 'not_found' } });
    expect(slow.all('feed:lagging')).toEqual([]);
    expect(slow.all('message:receive')).toHaveLength(heard);
  }, 60_000);

  test('[DEL-5] a classic client that does not read is disconnected, and comes back by itself', async () => {
    const alice = await guest(target.url);
    const name = freshName('busy');
    await alice.ask('room:create', name);
    const ann = await classic(target.url, freshName('ann'));
    await until('she has upgraded', () => ann.socket.io.engine.transport.name === 'websocket');
    ann.socket.emit('room:join', name);
    await until('she is in', async () => (await alice.ask('room:members', { room: name }))['members'].length === 2);
    let cutOff = 0;
    ann.socket.on('disconnect', () => (cutOff += 1));
    await goesDeafAndLags(ann, alice, name);
    resumeReading(ann);
    await until('she is cut off', () => cutOff === 1);
    await until('she is back', () => ann.all('server:hello').at(-1)?.['user'] !== null);
    await alice.ask('message:room', { room: name, content: 'welcome back' });
    await ann.hears('message:receive', (message) => message['content'] === 'welcome back');
  }, 60_000);
});

describe('one that asks and does not read the answers', () => {
  test.each([
    ['over WebSocket', 'websocket'],
    ['over long-polling', 'polling'],
  ])(
    '[DEL-6] its answers do not pile up, %s',
    async (_how, transport) => {
      const alice = await guest(target.url);
      const { room } = await alice.ask('room:create', freshName('full'));
      for (let index = 0; index < 100; index += 1)
        await alice.ask('message:room', { room: room.id, content: `${index}${long}` });
      const before = memoryMiB();
      // 400 answers of 0.8 MB each.
      const question = ['history:fetch', { conversation: room.id, limit: 100 }] as const;
      let highest = 0;
      const watch = setInterval(() => (highest = Math.max(highest, memoryMiB() - before)), 20);
      try {
        if (transport === 'websocket') {
          const deaf = visitor(target.url, { token: alice.token });
          await deaf.hears('server:hello');
          pauseReading(deaf);
          for (let index = 0; index < 400; index += 1) deaf.socket.emit(...question, () => undefined);
        } else await deafPoller(target.url, alice.token, question, 400);
        for (let index = 0; index < 60; index += 1) {
          expect(await alice.ask('message:room', { room: room.id, content: 'still here' })).toMatchObject({ ok: true });
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      } finally {
        clearInterval(watch);
      }
      expect(highest).toBeLessThan(100);
    },
    60_000,
  );
});

test('[OPS-28] a hundred who ask for long pages and do not read cost little memory, and the others are answered', async () => {
  const alice = await guest(target.url);
  const { room } = await alice.ask('room:create', freshName('long'));
  for (let index = 0; index < 100; index += 1)
    await alice.ask('message:room', { room: room.id, content: `${index}${long}` });
  const before = memoryMiB();
  let highest = 0;
  const watch = setInterval(() => (highest = Math.max(highest, memoryMiB() - before)), 20);
  const deaf = await Promise.all(Array.from({ length: 100 }, () => guest(target.url)));
  for (const person of deaf) await person.ask('room:join', { room: room.id });
  for (const person of deaf) {
    pauseReading(person);
    for (let index = 0; index < 40; index += 1)
      person.socket.emit('history:fetch', { conversation: room.id, limit: 100 }, () => undefined);
  }
  try {
    for (let index = 0; index < 50; index += 1) {
      expect(await alice.ask('history:fetch', { conversation: room.id, limit: 10 })).toMatchObject({ ok: true });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  } finally {
    clearInterval(watch);
  }
  expect(highest).toBeLessThan(300);
}, 60_000);

test('[DEL-7] one request with 300,000 events costs no more than its own connection', async () => {
  const alice = await guest(target.url);
  const before = memoryMiB();
  const { post } = await openPolling(target.url, {});
  let isOver = false;
  const talking = (async () => {
    while (!isOver) {
      expect(await alice.ask('rooms:list', { limit: 1 })).toMatchObject({ ok: true });
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  })();
  const packets = (count: number): string => Array.from({ length: count }, () => '42').join('\x1e');
  // What a stock client that was away may have waiting.
  expect(await post([packets(10_000)])).toBe(200);
  expect(await post([packets(1)])).toBe(200);
  for (let round = 0; round < 3; round += 1) await post([packets(300_000)]);
  expect(await post([packets(1)])).toBe(400);
  isOver = true;
  await talking;
  expect(memoryMiB() - before).toBeLessThan(150);
}, 60_000);

test('[OPS-11, DEL-1] SIGTERM with clients that do not read: exit 0 all the same', async () => {
  const { alice, slow, room } = await busyRoom();
  await goesDeafAndLags(slow, alice, room);
  const asked = performance.now();
  expect(await target.server.kill('SIGTERM')).toBe(0);
  expect(performance.now() - asked).toBeLessThan(30_000);
}, 60_000);
