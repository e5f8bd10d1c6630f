import { expect, onTestFinished, test, vi } from 'vitest';
import { AnswerMemories, usualMostBytes } from './answer-memories.ts';
import { AnswerMemory } from './answer-memory.ts';
import type { AnswerShare, Taker } from './answer-memory.ts';

const bounds = { makingBytes: 100, heldBytes: 300, bytesPerMs: 1_000_000, waiting: 5 };

/** A taker that writes down that it was cut off. */
function taker(name: string, cutOff: string[] = [], isGreedy = false): Taker {
  return { isGreedy, cutOff: () => void cutOff.push(name) };
}

/** Asks for so many bytes, and writes down when its turn has come. */
async function ask(memory: AnswerMemory, of: Taker, bytes: number, begun: string[], name: string) {
  const share = await memory.begin(of, bytes);
  begun.push(name);
  return share;
}

const turn = (): Promise<void> => new Promise((go) => setImmediate(go));

test('[OPS-28] answers count before they are made: what does not fit waits for its turn', async () => {
  const memory = new AnswerMemory(bounds);
  const begun: string[] = [];
  const shares = ['a', 'b', 'c'].map((name) => ask(memory, taker(name), 60, begun, name));
  await turn();
  expect(begun).toEqual(['a']);
  (await shares[0])?.made(0);
  await turn();
  expect(begun).toEqual(['a', 'b']);
  // Given up on before it was made.
  (await shares[1])?.over();
  await turn();
  expect(begun).toEqual(['a', 'b', 'c']);
});

test('[OPS-28] one that is larger than all that is made at once is made alone', async () => {
  const memory = new AnswerMemory(bounds);
  const large = await memory.begin(taker('a'), 1_000);
  const begun: string[] = [];
  void ask(memory, taker('b'), 1, begun, 'b');
  await turn();
  expect(begun).toEqual([]);
  large.made(0);
  await turn();
  expect(begun).toEqual(['b']);
});

test('[OPS-28] where too much was made and is not taken, who keeps the most of it is cut off, and the others stay', async () => {
  // How long an answer was not taken counts: a ms for each, however busy the machine is.
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const memory = new AnswerMemory(bounds);
  const cutOff: string[] = [];
  const make = async (name: string, bytes: number): Promise<AnswerShare> => {
    const share = await memory.begin(taker(name, cutOff), 100);
    share.made(bytes);
    vi.advanceTimersByTime(1);
    return share;
  };
  await make('a little', 5);
  await make('deaf', 100);
  await make('likewise', 90);
  await make('quick', 90).then((share) => share.over());
  expect(cutOff).toEqual([]);
  for (let index = 0; index < 20; index += 1) await make(`deaf ${index}`, 100);
  expect(cutOff).toContain('deaf');
  expect(cutOff).toContain('likewise');
  expect(cutOff).not.toContain('a little');
  expect(cutOff).not.toContain('quick');
  // Of 20 of 100 bytes at most three were ever kept.
  expect(cutOff.length).toBeGreaterThan(18);
});

test('[OPS-28] who was given much waits behind the others, and has a turn all the same', async () => {
  const memory = new AnswerMemory({ ...bounds, waiting: 100 });
  const first = await memory.begin(taker('first'), 100);
  const begun: string[] = [];
  const take = async (name: string, isGreedy: boolean): Promise<void> => {
    const share = await ask(memory, taker(name, [], isGreedy), 100, begun, name);
    share.over();
  };
  const all = ['g1', 'g2'].map((name) => take(name, true));
  for (let index = 0; index < 12; index += 1) all.push(take('modest', false));
  first.over();
  await Promise.all(all);
  expect(begun.indexOf('modest')).toBe(0);
  expect(begun.indexOf('g1')).toBeLessThan(6);
  expect(begun.indexOf('g2')).toBeLessThan(11);
});

test('[OPS-28] who asks for little goes before who asks for much', async () => {
  const memory = new AnswerMemory({
    makingBytes: 1_000_000,
    heldBytes: 3_000_000,
    bytesPerMs: 1_000_000,
    waiting: 100,
  });
  const first = await memory.begin(taker('first'), 1_000_000);
  const begun: string[] = [];
  const take = async (name: string, bytes: number): Promise<void> => {
    const share = await ask(memory, taker(name), bytes, begun, name);
    await turn();
    share.over();
  };
  const all = Array.from({ length: 20 }, () => take('much', 900_000));
  all.push(take('half', 450_000), take('little', 90_000));
  first.over();
  await Promise.all(all);
  expect(begun.indexOf('little')).toBeLessThan(4);
  expect(begun.indexOf('half')).toBeLessThan(6);
});

test('[OPS-28] after a long answer others have their turns before the next one is made', async () => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout'] });
  const memory = new AnswerMemory({ ...bounds, bytesPerMs: 1 });
  const begun: string[] = [];
  for (let index = 0; index < 4; index += 1)
    void ask(memory, taker('long'), 100, begun, `${index}`).then((share) => share.made(0, 100));
  await turn();
  expect(begun).toEqual(['0']);
  for (const made of [2, 3, 4]) {
    await vi.advanceTimersByTimeAsync(100);
    expect(begun).toHaveLength(made);
  }
  vi.useRealTimers();
});

test('[OPS-15] those who wait are bounded: more are told so', async () => {
  const memory = new AnswerMemory(bounds);
  await memory.begin(taker('a'), 100);
  for (let index = 0; index < bounds.waiting; index += 1) void memory.begin(taker('b'), 100);
  await expect(memory.begin(taker('c'), 100)).rejects.toMatchObject({ code: 'unavailable', retryAfterMs: 1_000 });
});

test('[OPS-30, OPS-38] searches are made two at a time, of strangers too, and nothing else waits for them', async () => {
  const memories = new AnswerMemories();
  const begun: string[] = [];
  const search = { query: 'nothing fits' };
  const shares = ['s1', 's2', 's3'].map((name) =>
    ask(memories.of(search, false), taker(name), usualMostBytes, begun, name),
  );
  void ask(memories.of({}, false), taker('history'), 900_000, begun, 'history');
  for (const name of ['t1', 't2', 't3'])
    void ask(memories.of(name === 't1' ? {} : search, true), taker(name), usualMostBytes, begun, name);
  await turn();
  expect(begun.toSorted()).toEqual(['history', 's1', 's2', 't1', 't2']);
  (await shares[0])?.over();
  await turn();
  expect(begun.at(-1)).toBe('s3');
});
