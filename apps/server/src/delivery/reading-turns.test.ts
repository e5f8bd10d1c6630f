import { afterEach, beforeEach, expect, test } from 'vitest';
import { AnswerMemory } from './answer-memory.ts';
import { FlushSchedule } from './flush-schedule.ts';
import { Frame } from './frame.ts';
import { OutgoingQueue } from './outgoing-queue.ts';
import { ReadingTurns } from './reading-turns.ts';

let schedule: FlushSchedule;
const bytesOfAnswer = 100_000;
let memory: AnswerMemory;
/** Answers that were made, by the connections that asked. */
let made: string[] = [];
beforeEach(() => {
  schedule = new FlushSchedule();
  memory = new AnswerMemory({ makingBytes: 1_000_000, heldBytes: 1_000_000, bytesPerMs: 1_000_000, waiting: 1_000 });
  made = [];
});
afterEach(() => schedule.close());

/** A connection whose peer reads what is written; while it is deaf one write is taken and no more, or, with `kernel`, all of them. */
function connection(name: string, kernel = false) {
  const peer = { isDeaf: false, isBehind: false, isCutOff: false, again: new Set<() => void>() };
  const queue = new OutgoingQueue(
    {
      write: () => {
        if (peer.isBehind) return false;
        peer.isBehind = peer.isDeaf && !kernel;
        return true;
      },
      whenWritable: (again) => void peer.again.add(again),
      whenRead: (done) => (peer.isDeaf ? void peer.again.add(done) : done()),
      isBehind: () => peer.isBehind,
      pauseReading: () => undefined,
      resumeReading: () => undefined,
      close: () => undefined,
      cutOff: () => (peer.isCutOff = true),
    },
    schedule,
  );
  const readings = new ReadingTurns(queue);
  const ask = (bytes = bytesOfAnswer): Promise<void> =>
    readings
      .run(memory, bytes, async () => {
        await Promise.resolve();
        made.push(name);
      })
      .then(() => {
        const frame = Frame.ack(1, { text: 'x'.repeat(bytes) });
        readings.given(frame.bytes);
        queue.push(frame);
      });
  /** It takes what was written, and one write more. */
  const poll = (): void => {
    peer.isBehind = false;
    const all = [...peer.again];
    peer.again.clear();
    for (const again of all) again();
  };
  /** It reads again. */
  const read = (): void => {
    peer.isDeaf = false;
    poll();
  };
  return { peer, queue, readings, ask, poll, read };
}

const settle = async (): Promise<void> => {
  for (let index = 0; index < 20; index += 1) await new Promise((go) => setTimeout(go, 1));
};

test('[OPS-28] who does not read gets one answer made, however many she asks for, and the rest when she reads', async () => {
  const slow = connection('slow');
  slow.peer.isDeaf = true;
  const asked = Array.from({ length: 40 }, () => slow.ask());
  await settle();
  expect(made).toHaveLength(1);
  slow.read();
  await Promise.all(asked);
  expect(made).toHaveLength(40);
  expect(slow.peer.isCutOff).toBe(false);
});

test('[WIRE-25] small answers wait together for a peer who comes for them: they are not made one by one', async () => {
  const poller = connection('poller');
  poller.peer.isDeaf = true;
  const asked = Array.from({ length: 40 }, () => poller.ask(1_000));
  await settle();
  expect(made).toHaveLength(40);
  poller.read();
  await Promise.all(asked);
});

test('[WIRE-25] many small answers wait as well where they come to much', async () => {
  const poller = connection('poller');
  poller.peer.isDeaf = true;
  const asked = Array.from({ length: 40 }, () => poller.ask(10_000));
  await settle();
  expect(made.length).toBeGreaterThanOrEqual(6);
  expect(made.length).toBeLessThanOrEqual(8);
  poller.read();
  await Promise.all(asked);
  expect(made).toHaveLength(40);
});

test('[WIRE-25] whoever takes what was written has the next answer made, whatever is written for her meanwhile', async () => {
  const poller = connection('poller');
  poller.peer.isDeaf = true;
  const asked = Array.from({ length: 10 }, () => poller.ask());
  // Each poll finds news, so that she is behind again when it has been answered.
  for (let polls = 0; polls < 40 && made.length < 10; polls += 1) {
    await settle();
    poller.queue.push(Frame.ack(2, { text: 'news' }));
    await settle();
    poller.poll();
  }
  expect(made).toHaveLength(10);
  poller.read();
  await Promise.all(asked);
});

test('[OPS-28] what the kernel took for her she has not read: nothing more is made before she says so', async () => {
  const slow = connection('slow', true);
  slow.peer.isDeaf = true;
  const asked = Array.from({ length: 10 }, () => slow.ask());
  await settle();
  expect(made).toHaveLength(1);
  slow.read();
  await Promise.all(asked);
  expect(made).toHaveLength(10);
});

test('[OPS-28] while several wait, who reads nothing gets no long answer made at all', async () => {
  const deaf = Array.from({ length: 50 }, (_, index) => connection(`deaf ${index}`, true));
  const long = (one: ReturnType<typeof connection>): Promise<void> =>
    one.readings.run(memory, 900_000, async () => {
      await Promise.resolve();
      made.push('long');
    });
  for (const one of deaf) {
    one.peer.isDeaf = true;
    long(one).catch(() => undefined);
  }
  const reading = connection('reading');
  await Promise.all(Array.from({ length: 5 }, () => long(reading)));
  expect(made.length).toBeLessThan(5 + 12);
  for (const one of deaf) one.queue.close();
});

test('[OPS-28] many who do not read hold what the node allows: those beyond it are cut off, whoever reads is answered', async () => {
  const deaf = Array.from({ length: 50 }, (_, index) => connection(`deaf ${index}`));
  const honest = connection('honest');
  for (const one of deaf) {
    one.peer.isDeaf = true;
    for (let index = 0; index < 5; index += 1) one.ask().catch(() => undefined);
  }
  const asked = Array.from({ length: 20 }, () => honest.ask());
  await Promise.all(asked);
  await settle();
  expect(made.filter((name) => name === 'honest')).toHaveLength(20);
  expect(honest.peer.isCutOff).toBe(false);
  const stillThere = deaf.filter(({ peer }) => !peer.isCutOff);
  expect(stillThere.length).toBeGreaterThan(5);
  expect(stillThere.length).toBeLessThanOrEqual(10);
  expect(stillThere.reduce((sum, { queue }) => sum + queue.untakenBytes, 0)).toBeLessThan(1_100_000);
});

test('[OPS-28] those that wait when the connection ends get no answer made', async () => {
  const gone = connection('gone');
  gone.peer.isDeaf = true;
  const asked = Array.from({ length: 5 }, () => gone.ask());
  await settle();
  gone.queue.close();
  expect(await Promise.allSettled(asked)).toMatchObject([
    { status: 'fulfilled' },
    ...Array.from({ length: 4 }, () => ({ status: 'rejected', reason: { code: 'unavailable' } })),
  ]);
  expect(made).toHaveLength(1);
});

test('[OPS-28] many answers, or large ones, make greedy; that is forgotten', () => {
  const one = connection('one');
  for (let index = 0; index < 20; index += 1) one.readings.given(0);
  expect(one.readings.isGreedy).toBe(false);
  for (let index = 0; index < 20; index += 1) one.readings.given(0);
  expect(one.readings.isGreedy).toBe(true);
});
