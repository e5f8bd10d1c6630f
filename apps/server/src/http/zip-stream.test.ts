import { once } from 'node:events';
import { expect, test } from 'vitest';
import { zipStream } from './zip-stream.ts';

test('[FAC-8] an archive is made as it is taken, and no further once nobody takes it', async () => {
  let [made, isOver, isEnded] = [0, 0, false];
  const text = async function* (): AsyncGenerator<string> {
    try {
      // Does not shrink, and has no end.
      for (;;) {
        made += 1;
        yield `${Array.from({ length: 200 }, () => Math.random()).join(' ')}\n`;
      }
    } finally {
      isEnded = true;
    }
  };
  const stream = zipStream(
    (add) => add('endless.jsonl', text()),
    () => (isOver += 1),
  );
  await once(stream, 'readable');
  let before = -1;
  // Until nothing more is made: nobody takes it.
  while (made !== before) {
    before = made;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(made).toBeLessThan(500);
  stream.destroy();
  await expect.poll(() => [isOver, isEnded]).toEqual([1, true]);
});

test('[FAC-8] where a file fails the archive is cut off', async () => {
  const text = async function* (): AsyncGenerator<string> {
    yield 'something\n';
    throw new Error('the store is gone');
  };
  let isOver = 0;
  const stream = zipStream(
    (add) => add('broken.jsonl', text()),
    () => (isOver += 1),
  );
  await expect(stream.toArray()).rejects.toThrow('the store is gone');
  expect(isOver).toBe(1);
});
